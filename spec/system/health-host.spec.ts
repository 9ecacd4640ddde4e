import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type HealthCheckResult, HealthRegistry, healthChecks } from '../../lib/health';
import { eventually } from '../support/eventually';
import { endChildren } from './support/child';
import { HealthChild } from './support/health-child';
import { temporaryFolder } from './support/lab-process';
import { describeWith } from './support/need';

const MEBIBYTE = 1_048_576;
/** Fills the heap of a worker until it ends, and posts each look at it. */
const FILLING = `
const { parentPort } = require('node:worker_threads');
const { healthChecks } = require('${join(__dirname, '../../dist/index.js')}');
const check = healthChecks.heap();
const kept = [];
void (async () => {
  for (;;) {
    for (let index = 0; index < 2_000; index++) kept.push({ index, list: [index, index + 0.5], text: 'x' + index });
    parentPort.postMessage(await check({}));
    await new Promise((resolve) => setImmediate(resolve));
  }
})();
`;

const isRoot = userInfo().uid === 0;

afterEach(() => endChildren());

describeWith('the check of disk space, on a small tmpfs', whyNoTmpfs(), () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    expect(mount(folder.path)).toBe(0);
  });
  afterAll(() => {
    spawnSync('umount', [folder.path]);
    folder.remove();
  });

  it('is degraded from 80 % on, unhealthy from 90 % on, and recovers', async () => {
    const health = new HealthRegistry({ timeoutMs: 5_000 });
    health.register('disk', healthChecks.diskSpace({ path: folder.path }));
    const status = async () => (await health.run('disk'))?.status;
    const fill = (name: string, mebibytes: number) =>
      writeFileSync(join(folder.path, name), Buffer.alloc(mebibytes * MEBIBYTE));
    fill('first', 15);
    expect(await status()).toBe('healthy');
    fill('second', 1);
    expect(await health.run('disk')).toMatchObject({
      status: 'degraded',
      message: `80 % of ${folder.path} is used`,
      details: { mountPoint: folder.path },
    });
    fill('third', 2);
    expect(await status()).toBe('unhealthy');
    rmSync(join(folder.path, 'third'));
    rmSync(join(folder.path, 'second'));
    expect(await status()).toBe('healthy');
  });
});

describeWith('the check of memory, in a cgroup with a limit', whyNoCgroup(), () => {
  const group = `/sys/fs/cgroup/memory/cardlink-${process.pid}`;
  beforeAll(() => {
    mkdirSync(group);
    writeFileSync(join(group, 'memory.limit_in_bytes'), String(400 * MEBIBYTE));
  });
  afterAll(async () => {
    await endChildren();
    // The kernel lets go of a group a little after its last process.
    await eventually(() => {
      rmdirSync(group);
      return !existsSync(group);
    });
  });

  it('is unhealthy from 90 % of the limit on, and recovers', async () => {
    const child = await HealthChild.start('memory', {
      through: `echo $$ > ${group}/cgroup.procs; exec "$@"`,
      flags: ['--expose-gc'],
    });
    expect(await child.run()).toMatchObject({
      status: 'healthy',
      details: { limitBytes: 400 * MEBIBYTE },
    });
    let result = await child.run();
    for (let step = 0; step < 80 && result.status === 'healthy'; step++) {
      await child.tell('buffers 5');
      result = await child.run();
    }
    expect(result.status).toBe('unhealthy');
    expect(Number(result.details?.usedShare)).toBeGreaterThanOrEqual(0.9);
    await child.tell('free');
    await eventually(async () => (await child.run()).status === 'healthy');
  }, 60_000);
});

describe('the check of the heap', () => {
  it.each([
    { flags: ['--max-semi-space-size=64'], young: 3 * 64 },
    { flags: ['--max_semi_space_size=48'], young: 3 * 64 },
  ])('leaves out what V8 keeps for the young generation: $flags', async ({ flags, young }) => {
    const child = await HealthChild.start('heap', { flags });
    const told = Number(await child.tell('limit'));
    expect((await child.run()).details).toMatchObject({ limitBytes: told - young * MEBIBYTE });
  });

  it('of a worker is held against the limit of that worker, and is unhealthy before it is out of memory', async () => {
    const worker = new Worker(FILLING, {
      eval: true,
      // What a scavenge promotes at once is a third of the young generation: small beside the last tenth of the old one.
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 6 },
    });
    const found: HealthCheckResult[] = [];
    worker.on('message', (result: HealthCheckResult) => found.push(result));
    await new Promise((resolve) => worker.once('error', resolve));
    expect(found[0]).toMatchObject({ status: 'healthy', details: { limitBytes: 64 * MEBIBYTE } });
    expect(found.map(({ status }) => status)).toContain('unhealthy');
  }, 60_000);

  it('is unhealthy before V8 is out of memory, and recovers', async () => {
    // V8 24 tells nothing of what is new until it has looked through it: with a young generation that may grow to a third of
    // the heap, it can be out of memory before it tells of the last tenth.
    const flags = ['--max-old-space-size=160', '--max-semi-space-size=2', '--expose-gc'];
    const child = await HealthChild.start('heap', { flags });
    expect(await child.run()).toMatchObject({ status: 'healthy', details: { limitBytes: 160 * MEBIBYTE } });
    let result = await child.run();
    for (let step = 0; step < 160 && result.status === 'healthy'; step++) {
      await child.tell('heap 2');
      result = await child.run();
    }
    expect(result.status).toBe('unhealthy');
    await child.tell('free');
    await eventually(async () => (await child.run()).status === 'healthy');
  }, 60_000);
});

describeWith(
  'the check of file descriptors, under ulimit -n',
  process.platform === 'linux' ? undefined : 'only Linux tells how many files are open',
  () => {
    it('is degraded from 80 % on, unhealthy from 90 % on and when none is left, and recovers', async () => {
      const child = await HealthChild.start('fileDescriptors', { through: 'ulimit -n 100; exec "$@"' });
      const first = await child.run();
      expect(first).toMatchObject({ status: 'healthy', details: { limit: 100 } });
      const open = Number(first.details?.open);
      await child.tell(`open ${82 - open}`);
      expect((await child.run()).status).toBe('degraded');
      await child.tell('open 10');
      expect((await child.run()).status).toBe('unhealthy');
      expect(await child.tell('open 100')).toBe('EMFILE');
      expect(await child.run()).toMatchObject({
        status: 'unhealthy',
        message: 'no file descriptor is left (EMFILE)',
      });
      await child.tell('close');
      expect((await child.run()).status).toBe('healthy');
    });
  },
);

describe('the check of the event loop', () => {
  it('is unhealthy after a block, and recovers', async () => {
    const child = await HealthChild.start('eventLoop');
    await eventually(async () => (await child.run()).status === 'healthy');
    await child.tell('block 1200');
    expect((await child.run()).status).toBe('unhealthy');
    await eventually(async () => (await child.run()).status === 'healthy');
  });
});

describeWith(
  'the check of certificates',
  spawnSync('openssl', ['version']).status === 0 ? undefined : 'needs openssl',
  () => {
    it('is degraded by one that openssl made for 5 days, and recovers when a longer one is in its place', async () => {
      const folder = temporaryFolder();
      const cert = join(folder.path, 'tls.crt');
      const make = (days: number) => {
        const key = join(folder.path, 'tls.key');
        const subject = ['-subj', '/CN=localhost', '-days', String(days), '-keyout', key, '-out', cert];
        const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject]);
        expect(made.status).toBe(0);
      };
      const health = new HealthRegistry({ timeoutMs: 5_000 });
      health.register('certificate', healthChecks.certificateExpiry([cert]));
      make(5);
      expect(await health.run('certificate')).toMatchObject({
        status: 'degraded',
        message: expect.stringMatching(/expires in [45] days$/),
      });
      make(90);
      expect((await health.run('certificate'))?.status).toBe('healthy');
      folder.remove();
    });
  },
);

/** 20 MiB: 5 % are a MiB. */
function mount(folder: string): number | null {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', folder]).status;
}

function whyNoTmpfs(): string | undefined {
  if (!isRoot) return 'only root may mount';
  const folder = temporaryFolder();
  const status = mount(folder.path);
  if (status === 0) spawnSync('umount', [folder.path]);
  folder.remove();
  return status === 0 ? undefined : 'mounting is not allowed here';
}

/** Version 1 alone: where version 2 is mounted, a group below that of a process with others in it can have no limit. */
function whyNoCgroup(): string | undefined {
  const base = '/sys/fs/cgroup/memory';
  if (!isRoot) return 'only root may make a cgroup';
  if (!existsSync(`${base}/memory.limit_in_bytes`)) {
    return 'no controller of memory by cgroup version 1 is mounted (both versions: spec/health/checks/host-checks.spec.ts)';
  }
  try {
    mkdirSync(`${base}/cardlink-probe-${process.pid}`);
    rmdirSync(`${base}/cardlink-probe-${process.pid}`);
    return readFileSync('/proc/self/cgroup', 'utf8').includes('memory') ? undefined : 'not in a cgroup';
  } catch (error) {
    return `no cgroup can be made: ${(error as NodeJS.ErrnoException).code}`;
  }
}
