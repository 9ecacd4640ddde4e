import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HealthRegistry, healthChecks } from '../../../lib/health';
import { gradeUpwards } from '../../../lib/health/checks/thresholds';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cardlink-host-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes files below the root, as they are below `/` of a container. */
function files(texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function resultOf(check: Parameters<HealthRegistry['register']>[1]) {
  // Far more than any of them takes, however busy the machine is.
  const health = new HealthRegistry({ timeoutMs: 60_000 });
  health.register('it', check);
  const result = await health.run('it');
  health.end();
  return result;
}

const MEMINFO = 'MemTotal:       16000000 kB\nMemAvailable:   8000000 kB\n';

describe('the check of memory', () => {
  const layouts = {
    'version 1': (limit: number, usage: number, cache: number) => ({
      'proc/self/cgroup': '4:memory:/docker/abc\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': `${limit}\n`,
      'sys/fs/cgroup/memory/memory.usage_in_bytes': `${usage}\n`,
      'sys/fs/cgroup/memory/memory.stat': `total_inactive_file ${cache}\n`,
    }),
    'version 2': (limit: number, usage: number, cache: number) => ({
      'proc/self/cgroup': '0::/\n',
      'sys/fs/cgroup/memory.max': `${limit}\n`,
      'sys/fs/cgroup/memory.current': `${usage}\n`,
      'sys/fs/cgroup/memory.stat': `inactive_file ${cache}\n`,
    }),
  };

  it.each(Object.entries(layouts))(
    'fails at 90 %% of the limit of a container by cgroup %s, and recovers',
    async (_version, layout) => {
      const check = healthChecks.memory({ root });
      files({ 'proc/meminfo': MEMINFO, ...layout(1_000_000_000, 899_999_999, 0) });
      expect((await resultOf(check))?.status).toBe('healthy');
      files(layout(1_000_000_000, 900_000_000, 0));
      expect(await resultOf(check)).toMatchObject({
        status: 'unhealthy',
        message: '90 % of memory is used: 858 MiB of 954 MiB',
        details: { usedBytes: 900_000_000, limitBytes: 1_000_000_000 },
      });
      // What the kernel can give back at once does not count.
      files(layout(1_000_000_000, 900_000_000, 500_000_000));
      expect((await resultOf(check))?.status).toBe('healthy');
    },
  );

  it('is that of the machine where the container has no limit', async () => {
    files({ 'proc/meminfo': MEMINFO, 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/memory.max': 'max\n' });
    expect(await resultOf(healthChecks.memory({ root, degradedShare: 0.5 }))).toMatchObject({
      status: 'degraded',
      details: { limitBytes: 16_000_000 * 1_024, usedShare: 0.5 },
    });
  });

  it('is healthy, and says so, where nothing is told', async () => {
    const own = { totalMemoryBytes: () => undefined, freeMemoryBytes: () => undefined };
    const check = healthChecks.memory({ root, own: own as never });
    expect(await resultOf(check)).toMatchObject({
      status: 'healthy',
      message: 'this system does not say how much memory is used',
    });
  });

  it('says that it cannot look while the limit of the container cannot be read, and takes no other for it', async () => {
    files({ 'proc/meminfo': MEMINFO, ...layouts['version 2'](1_000_000_000, 1, 0) });
    const check = healthChecks.memory({ root });
    expect((await resultOf(check))?.status).toBe('healthy');
    // Reading a folder fails as reading without a descriptor does: with another code than that of what is not there.
    rmSync(join(root, 'sys/fs/cgroup/memory.max'));
    mkdirSync(join(root, 'sys/fs/cgroup/memory.max'));
    expect(await resultOf(check)).toMatchObject({
      status: 'unhealthy',
      message: expect.stringContaining('EISDIR'),
    });
  });

  it('has this very machine’s figures by default', async () => {
    const details = (await resultOf(healthChecks.memory()))?.details;
    expect(Number(details?.usedBytes)).toBeGreaterThan(1_000_000);
    expect(Number(details?.usedBytes)).toBeLessThan(Number(details?.limitBytes));
  });
});

describe('the check of the heap', () => {
  it('holds it against the limit of the container where that is lower than that of V8', async () => {
    files({
      'proc/meminfo': MEMINFO,
      'proc/self/cgroup': '0::/\n',
      'sys/fs/cgroup/memory.max': '4194304\n',
    });
    expect(await resultOf(healthChecks.heap({ root }))).toMatchObject({
      status: 'unhealthy',
      details: { limitBytes: 4_194_304 },
    });
    expect((await resultOf(healthChecks.heap()))?.status).toBe('healthy');
  });
});

describe('the check of file descriptors', () => {
  const limits = (limit: string) => ({
    'proc/self/limits': `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${limit}                   4096                 files\n`,
  });
  const open = (count: number) =>
    files(Object.fromEntries(Array.from({ length: count }, (_, index) => [`proc/self/fd/${index}`, ''])));

  it.each([
    [7, 'healthy'],
    // The folder that is read counts as open, and is taken off.
    [9, 'degraded'],
    [10, 'unhealthy'],
  ])('with %i of 10 open says %s', async (count, status) => {
    files(limits('10'));
    open(count);
    expect((await resultOf(healthChecks.fileDescriptors({ root })))?.status).toBe(status);
  });

  it('with more open than are counted, is held by those that are', async () => {
    const folder = join(root, 'proc/self/fd');
    mkdirSync(folder, { recursive: true });
    for (let index = 0; index < 65_540; index++) symlinkSync('x', join(folder, `${index}`));
    for (const [limit, status] of [
      ['65600', 'unhealthy'],
      ['80000', 'degraded'],
      ['1000000', 'healthy'],
    ] as const) {
      files(limits(limit));
      expect(await resultOf(healthChecks.fileDescriptors({ root }))).toMatchObject({
        status,
        message: expect.stringContaining(`at least 65536 of ${limit}`),
      });
    }
  }, 120_000);

  it('is healthy where there is no limit, or none can be read', async () => {
    const check = healthChecks.fileDescriptors({ root });
    expect(await resultOf(check)).toMatchObject({
      status: 'healthy',
      message: expect.stringContaining('say'),
    });
    files(limits('unlimited'));
    open(3);
    expect(await resultOf(check)).toMatchObject({
      status: 'healthy',
      message: expect.stringContaining('say'),
    });
  });
});

describe('the check of disk space', () => {
  it('tells how full the file system of a folder is, by thresholds of its own', async () => {
    const plenty = { path: root, degradedShare: 1, unhealthyShare: 1 };
    expect(await resultOf(healthChecks.diskSpace(plenty))).toMatchObject({
      status: 'healthy',
      message: expect.stringMatching(/^[\d.]+ % of \/.* is used$/),
    });
    const nothing = { path: root, degradedShare: 0, unhealthyShare: 1 };
    expect((await resultOf(healthChecks.diskSpace(nothing)))?.status).toBe('degraded');
  });

  it('fails when the folder is not there, and recovers when it is', async () => {
    const path = join(root, 'data');
    const check = healthChecks.diskSpace({ path, degradedShare: 1, unhealthyShare: 1 });
    expect(await resultOf(check)).toMatchObject({
      status: 'unhealthy',
      message: expect.stringContaining('ENOENT'),
    });
    mkdirSync(path);
    expect((await resultOf(check))?.status).toBe('healthy');
  });
});

describe('thresholds', () => {
  it.each([
    [0.79, 'healthy'],
    [0.8, 'degraded'],
    [0.9, 'unhealthy'],
  ])('count from themselves on: %d is %s', (value, status) => {
    expect(gradeUpwards(value, { degraded: 0.8, unhealthy: 0.9 })).toBe(status);
  });
});
