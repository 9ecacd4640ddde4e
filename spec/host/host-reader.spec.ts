import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { HostReader } from '../../lib/host/host-reader';
import type { OwnFigures } from '../../lib/host/own-figures';
import { MIB, own, PROC, removeTrees, type Tree, tree } from './support';

const V1_UNLIMITED = '9223372036854771712\n';

function reader({ root }: Tree, figures: Partial<OwnFigures> = {}): HostReader {
  return new HostReader({ root, own: own({ cores: () => 4, ...figures }), diskPaths: [], timeoutMs: 5_000 });
}

/** A process that may not read what it may not, also when the specs run as root. */
async function unprivileged<Result>(work: () => Promise<Result>): Promise<Result> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

afterEach(removeTrees);

describe('on a machine without limits', () => {
  it('the figures of the process and the machine are read', async () => {
    const open = { 'proc/self/fd/0': '', 'proc/self/fd/1': '', 'proc/self/fd/2': '' };
    const machine = tree({ ...PROC, ...open, 'proc/self/cgroup': '0::/user.slice\n' });
    machine.write({
      'sys/fs/cgroup/user.slice/memory.max': 'max\n',
      'sys/fs/cgroup/user.slice/cpu.max': 'max 100000\n',
    });
    expect(await reader(machine).read()).toEqual({
      // Reading a folder opens it, so that one of the three is not counted.
      process: { residentBytes: 50_000 * 1_024, virtualBytes: 700_000 * 1_024, threads: 11, openFiles: 2 },
      cpuUsagePercent: undefined,
      memory: { limitBytes: 8_192 * MIB, usedBytes: 2_048 * MIB },
      network: { received: 4_000, transmitted: 600 },
      disks: [],
    });
  });

  it('the processors are in use as far as they were not idle since the reading before', async () => {
    const machine = tree(PROC);
    const host = reader(machine);
    await host.lookAtCpu();
    machine.write({ 'proc/stat': 'cpu  1060 100 320 8100 520 20 30 50 7 3\n' });
    expect((await host.read()).cpuUsagePercent).toBe(40);
    machine.write({ 'proc/stat': 'cpu  1060 100 320 8200 520 20 30 50 7 3\n' });
    expect((await host.read()).cpuUsagePercent).toBe(0);
  });
});

describe('in a container', () => {
  const cases: [string, Record<string, string>][] = [
    [
      'of cgroup version 2',
      {
        'proc/self/cgroup': '0::/\n',
        'sys/fs/cgroup/memory.max': `${512 * MIB}\n`,
        'sys/fs/cgroup/memory.current': `${300 * MIB}\n`,
        'sys/fs/cgroup/memory.stat': `anon 1\nfile 2\ninactive_file ${100 * MIB}\nactive_file 3\n`,
      },
    ],
    [
      'of cgroup version 2, nested, where the tightest limit is further out',
      {
        'proc/self/cgroup': '0::/kubepods/pod1/main\n',
        'sys/fs/cgroup/kubepods/memory.max': `${2_048 * MIB}\n`,
        'sys/fs/cgroup/kubepods/pod1/memory.max': `${512 * MIB}\n`,
        'sys/fs/cgroup/kubepods/pod1/memory.current': `${300 * MIB}\n`,
        'sys/fs/cgroup/kubepods/pod1/memory.stat': `inactive_file ${100 * MIB}\n`,
        'sys/fs/cgroup/kubepods/pod1/main/memory.max': 'max\n',
        'sys/fs/cgroup/kubepods/pod1/main/memory.current': `${7 * MIB}\n`,
      },
    ],
    [
      'of cgroup version 1, where only its own part is mounted',
      {
        'proc/self/cgroup': '4:memory:/docker/0123abcd\n3:cpu,cpuacct:/docker/0123abcd\n',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': `${512 * MIB}\n`,
        'sys/fs/cgroup/memory/memory.usage_in_bytes': `${300 * MIB}\n`,
        'sys/fs/cgroup/memory/memory.stat': `inactive_file 5\ntotal_inactive_file ${100 * MIB}\n`,
      },
    ],
    [
      'of both versions (hybrid)',
      {
        'proc/self/cgroup': '4:memory:/app\n1:name=systemd:/app\n0::/app\n',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': V1_UNLIMITED,
        'sys/fs/cgroup/memory/app/memory.limit_in_bytes': `${512 * MIB}\n`,
        'sys/fs/cgroup/memory/app/memory.usage_in_bytes': `${300 * MIB}\n`,
        'sys/fs/cgroup/memory/app/memory.stat': `total_inactive_file ${100 * MIB}\n`,
        'sys/fs/cgroup/unified/app/memory.max': `${1 * MIB}\n`,
      },
    ],
  ];

  it.each(cases)('%s, memory is that of the container', async (_, files) => {
    const { memory } = await reader(tree({ ...PROC, ...files })).read();
    expect(memory).toEqual({ limitBytes: 512 * MIB, usedBytes: 200 * MIB });
  });

  it.each<[string, Record<string, string>]>([
    [
      '`max`',
      {
        'proc/self/cgroup': '0::/\n',
        'sys/fs/cgroup/memory.max': 'max\n',
        'sys/fs/cgroup/memory.current': '5\n',
      },
    ],
    [
      'the huge number of version 1',
      {
        'proc/self/cgroup': '4:memory:/\n',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': V1_UNLIMITED,
        'sys/fs/cgroup/memory/memory.usage_in_bytes': '5\n',
      },
    ],
    [
      'more than the machine has',
      {
        'proc/self/cgroup': '0::/\n',
        'sys/fs/cgroup/memory.max': `${8_192 * MIB}\n`,
        'sys/fs/cgroup/memory.current': '5\n',
      },
    ],
    [
      'no number',
      {
        'proc/self/cgroup': '0::/\n',
        'sys/fs/cgroup/memory.max': 'a lot\n',
        'sys/fs/cgroup/memory.current': '5\n',
      },
    ],
    [
      'nothing',
      { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/memory.max': '', 'sys/fs/cgroup/memory.current': '5\n' },
    ],
  ])('a limit of %s is none, and memory is that of the machine', async (_, files) => {
    const { memory } = await reader(tree({ ...PROC, ...files })).read();
    expect(memory).toEqual({ limitBytes: 8_192 * MIB, usedBytes: 2_048 * MIB });
  });

  it('memory counts caches in where nobody says how large they are, and is unknown where usage is', async () => {
    const machine = tree({
      ...PROC,
      'proc/self/cgroup': '0::/\n',
      'sys/fs/cgroup/memory.max': `${512 * MIB}\n`,
    });
    expect((await reader(machine).read()).memory).toEqual({ limitBytes: 512 * MIB, usedBytes: undefined });
    machine.write({ 'sys/fs/cgroup/memory.current': `${300 * MIB}\n` });
    expect((await reader(machine).read()).memory).toEqual({ limitBytes: 512 * MIB, usedBytes: 300 * MIB });
  });

  describe.each([
    [
      'version 2',
      {
        'proc/self/cgroup': '0::/pod/main\n',
        'sys/fs/cgroup/pod/cpu.max': '50000 100000\n',
        'sys/fs/cgroup/pod/main/cpu.max': 'max 100000\n',
      },
      (seconds: number) => ({
        'sys/fs/cgroup/pod/cpu.stat': `usage_usec ${Math.round(seconds * 1e6)}\nuser_usec 1\n`,
      }),
    ],
    [
      'version 1',
      {
        'proc/self/cgroup': '4:cpu,cpuacct:/docker/0123abcd\n',
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '50000\n',
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      },
      (seconds: number) => ({ 'sys/fs/cgroup/cpu,cpuacct/cpuacct.usage': `${Math.round(seconds * 1e9)}\n` }),
    ],
  ] as const)('with a quota of half a processor, by %s', (_, files, used) => {
    const usageAfter = async (usedSeconds: number): Promise<number | undefined> => {
      const machine = tree({ ...PROC, ...files, ...used(100) });
      const now = jest.spyOn(performance, 'now');
      try {
        const host = reader(machine);
        now.mockReturnValue(1_000_000);
        await host.lookAtCpu();
        now.mockReturnValue(1_010_000);
        machine.write(used(100 + usedSeconds));
        return (await host.read()).cpuUsagePercent;
      } finally {
        now.mockRestore();
      }
    };

    it('a processor is in use as a share of the quota', async () => {
      expect(await usageAfter(2)).toBeCloseTo(40, 6);
    });

    it('a burst beyond the quota is 100 percent', async () => {
      expect(await usageAfter(7)).toBe(100);
    });
  });

  it.each(['-1', '400000', '0', 'max'])('a quota of %s on four processors is none', async (quota) => {
    const machine = tree({
      ...PROC,
      'proc/self/cgroup': '4:cpu:/\n5:cpuacct:/\n',
      'sys/fs/cgroup/cpu/cpu.cfs_quota_us': `${quota}\n`,
      'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/cpuacct/cpuacct.usage': '1\n',
    });
    const host = reader(machine);
    await host.lookAtCpu();
    machine.write({ 'proc/stat': 'cpu  1060 100 320 8100 520 20 30 50 7 3\n' });
    expect((await host.read()).cpuUsagePercent).toBe(40);
  });

  it('the use of processors is left out once when the quota has changed', async () => {
    const machine = tree({
      ...PROC,
      'proc/self/cgroup': '0::/\n',
      'sys/fs/cgroup/cpu.max': '50000 100000\n',
      'sys/fs/cgroup/cpu.stat': 'usage_usec 1000\n',
    });
    const host = reader(machine);
    await host.lookAtCpu();
    machine.write({ 'sys/fs/cgroup/cpu.max': '100000 100000\n' });
    expect((await host.read()).cpuUsagePercent).toBeUndefined();
    expect((await host.read()).cpuUsagePercent).toBe(0);
  });
});

describe('where files are missing', () => {
  const figures: Partial<OwnFigures> = {
    residentBytes: () => 5,
    totalMemoryBytes: () => 100,
    freeMemoryBytes: () => 40,
    cpuTime: () => ({ source: 'machine', used: 1, available: 2 }),
  };

  it("Node's own figures are taken, and what Node does not know is left out", async () => {
    const used = [10, 25];
    const cpuTime = () => {
      const now = used.shift() ?? 0;
      return { source: 'machine', used: now, available: now * 2 };
    };
    const host = reader(tree(), { ...figures, cpuTime });
    await host.lookAtCpu();
    expect(await host.read()).toEqual({
      process: { residentBytes: 5, virtualBytes: undefined, threads: undefined, openFiles: undefined },
      cpuUsagePercent: 50,
      memory: { limitBytes: 100, usedBytes: 60 },
      network: undefined,
      disks: [],
    });
  });

  it('open files are counted in /dev/fd, as macOS has it', async () => {
    const machine = tree({ 'dev/fd/0': '', 'dev/fd/1': '', 'dev/fd/2': '' });
    expect((await reader(machine).read()).process.openFiles).toBe(2);
  });

  it('nothing at all is reported when Node knows nothing either', async () => {
    expect(await reader(tree()).read()).toEqual({
      process: {
        residentBytes: undefined,
        virtualBytes: undefined,
        threads: undefined,
        openFiles: undefined,
      },
      cpuUsagePercent: undefined,
      memory: { limitBytes: undefined, usedBytes: undefined },
      network: undefined,
      disks: [],
    });
  });

  it('the same goes for files that may not be read, are folders or lead in circles', async () => {
    const machine = tree({ ...PROC, 'proc/self/cgroup': '0::/\n' });
    machine.remove('proc/meminfo');
    machine.write({ 'proc/meminfo/file': 'MemTotal: 1 kB\n' });
    for (const path of ['proc/self/status', 'proc/stat']) chmodSync(join(machine.root, path), 0);
    machine.remove('proc/self/net/dev');
    symlinkSync('dev', join(machine.root, 'proc/self/net/dev'));
    chmodSync(machine.root, 0o755);
    const {
      process: own,
      memory,
      network,
      cpuUsagePercent,
    } = await unprivileged(() => reader(machine, figures).read());
    expect(own.residentBytes).toBe(5);
    expect(own.threads).toBeUndefined();
    expect(memory).toEqual({ limitBytes: 100, usedBytes: 60 });
    expect(network).toBeUndefined();
    expect(cpuUsagePercent).toBeUndefined();
  });
});

describe('whatever the files hold', () => {
  const paths = [
    ...Object.keys(PROC),
    'proc/self/cgroup',
    'sys/fs/cgroup/memory.max',
    'sys/fs/cgroup/memory.current',
    'sys/fs/cgroup/memory.stat',
    'sys/fs/cgroup/cpu.max',
    'sys/fs/cgroup/cpu.stat',
  ];
  const content = fc.oneof(
    fc.constantFrom(...Object.values(PROC), '0::/\n', 'max\n', '5\n', '1 2\n', 'usage_usec 5\n'),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  );

  it('a reading is made, and of nothing but numbers of 0 or more', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { minLength: paths.length, maxLength: paths.length }),
        async (contents) => {
          const machine = tree(Object.fromEntries(paths.map((path, index) => [path, contents[index] ?? ''])));
          const host = reader(machine);
          await host.lookAtCpu();
          const { process: own, cpuUsagePercent, memory, network } = await host.read();
          for (const value of [...Object.values({ ...own, ...memory, ...network }), cpuUsagePercent ?? 0]) {
            expect(value === undefined || (Number.isFinite(value) && value >= 0)).toBe(true);
          }
          removeTrees();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a file without end the start is read, and a line that is cut off is left out', async () => {
    const line = (name: number) => `  e${name}: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n`;
    const many = Array.from({ length: 40_000 }, (_, index) => line(index)).join('');
    const { network } = await reader(tree({ 'proc/self/net/dev': many })).read();
    expect(many.length).toBeGreaterThan(MIB);
    expect(network?.received).toBe(many.slice(0, MIB).split('\n').length - 1);
  });
});
