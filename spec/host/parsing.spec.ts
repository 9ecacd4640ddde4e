import fc from 'fast-check';
import { controllerFolders } from '../../lib/host/cgroup-path';
import { cpuUsagePercent, parseCpuTime } from '../../lib/host/cpu-time';
import { parseNetDev } from '../../lib/host/net-dev';
import { NetworkTotals } from '../../lib/host/network-totals';
import { bytesField, fieldOf, wholeNumber } from '../../lib/host/text-fields';
import { PROC } from './support';

const text = (path: string): string => PROC[path] ?? '';

describe('a field of a file of the kernel', () => {
  it('is what stands after its whole name', () => {
    const status = 'VmHWM:\t9 kB\nXVmRSS:\t8 kB\nVmRSSx:\t7 kB\nVmRSS:\t  6 kB\nVmRSS:\t5 kB\n';
    expect(fieldOf(status, 'VmRSS')).toBe('6 kB');
    expect(bytesField(status, 'VmRSS')).toBe(6 * 1_024);
    expect(fieldOf(status, 'VmHWM')).toBe('9 kB');
    expect(fieldOf('last: 1', 'last')).toBe('1');
  });

  it('is not there when it has another unit, is cut off, or stands nowhere', () => {
    expect(bytesField('VmRSS:\t6 MB\n', 'VmRSS')).toBeUndefined();
    expect(bytesField('VmRSS:\t  61', 'VmRSS')).toBeUndefined();
    expect(bytesField('VmSize:\t6 kB\n', 'VmRSS')).toBeUndefined();
    expect(bytesField('', 'VmRSS')).toBeUndefined();
  });

  it.each(['', '-1', 'max', '1.5', '1e3', ' 1', '0x10', '123456789012345678901'])(
    '%p is no whole number',
    (given) => {
      expect(wholeNumber(given)).toBeUndefined();
    },
  );
});

describe('the time of the processors', () => {
  it('is all but idling and waiting for I/O, with guests not counted twice', () => {
    expect(parseCpuTime(text('proc/stat'))).toEqual({ source: 'machine', used: 1_500, available: 10_000 });
  });

  it('is unknown where columns are missing or are no numbers', () => {
    expect(parseCpuTime('cpu  1 2 3 4 5 6 7\n')).toBeUndefined();
    expect(parseCpuTime('cpu  1 2 3 x 5 6 7 8\n')).toBeUndefined();
    expect(parseCpuTime('cpu0 1 2 3 4 5 6 7 8\n')).toBeUndefined();
  });

  it('gives the share that was used between two looks', () => {
    const before = { source: 'machine', used: 100, available: 1_000 };
    expect(cpuUsagePercent(before, { ...before, used: 150, available: 1_200 })).toBe(25);
    expect(cpuUsagePercent(before, { ...before, used: 900, available: 1_200 })).toBe(100);
  });

  it('gives no share when clocks stood still, went back or belong to different sources', () => {
    const before = { source: 'machine', used: 100, available: 1_000 };
    expect(cpuUsagePercent(before, before)).toBeUndefined();
    expect(cpuUsagePercent(before, { ...before, used: 90, available: 1_100 })).toBeUndefined();
    expect(cpuUsagePercent(before, { ...before, used: 150, available: 900 })).toBeUndefined();
    expect(cpuUsagePercent(before, { source: './a 2', used: 150, available: 1_200 })).toBeUndefined();
    expect(cpuUsagePercent(undefined, before)).toBeUndefined();
  });
});

describe('the network interfaces', () => {
  it('are read without the loopback, also where the first number touches the name', () => {
    expect([...parseNetDev(text('proc/self/net/dev'))]).toEqual([
      ['eth0', { received: 1_000, transmitted: 200 }],
      ['eth1', { received: 3_000, transmitted: 400 }],
    ]);
  });

  it('that are cut off in the middle of a line are passed over', () => {
    const whole = text('proc/self/net/dev').trimEnd();
    expect([...parseNetDev(whole.slice(0, -3)).keys()]).toEqual(['eth0']);
  });

  it('add up to a sum that never falls when one goes away, comes back or begins anew', () => {
    const totals = new NetworkTotals();
    const eth0 = { received: 100, transmitted: 10 };
    const veth = { received: 50, transmitted: 5 };
    expect(
      totals.add(
        new Map([
          ['eth0', eth0],
          ['veth', veth],
        ]),
      ),
    ).toEqual({ received: 150, transmitted: 15 });
    expect(totals.add(new Map([['eth0', { received: 130, transmitted: 10 }]]))).toEqual({
      received: 180,
      transmitted: 15,
    });
    expect(
      totals.add(
        new Map([
          ['eth0', { received: 130, transmitted: 10 }],
          ['veth', { received: 7, transmitted: 1 }],
        ]),
      ),
    ).toEqual({
      received: 187,
      transmitted: 16,
    });
    expect(totals.add(new Map([['eth0', { received: 4, transmitted: 2 }]]))).toEqual({
      received: 191,
      transmitted: 18,
    });
  });
});

describe('the folders of a cgroup', () => {
  it('of version 2 are the own and those around it', () => {
    expect(controllerFolders('0::/kubepods/pod1/main\n', 'memory')).toEqual({
      version: 2,
      folders: ['./kubepods/pod1/main', './kubepods/pod1', './kubepods', '.'],
    });
  });

  it('of version 1 are below the name that its controllers are mounted by', () => {
    const hybrid = '5:cpu,cpuacct:/a:b/c\n4:memory:/\n0::/unified\n';
    expect(controllerFolders(hybrid, 'cpuacct')).toEqual({
      version: 1,
      folders: ['cpu,cpuacct/a:b/c', 'cpu,cpuacct/a:b', 'cpu,cpuacct'],
    });
    expect(controllerFolders(hybrid, 'memory')).toEqual({ version: 1, folders: ['memory'] });
  });

  it('outside of the namespace, or nested without end, are only what is mounted', () => {
    expect(controllerFolders('0::/../other\n', 'memory')?.folders).toEqual(['.']);
    expect(controllerFolders(`0::${'/a'.repeat(33)}\n`, 'memory')?.folders).toEqual(['.']);
  });

  it('are unknown where nothing is said of the controller', () => {
    expect(controllerFolders('4:pids:/\nnonsense\n', 'memory')).toBeUndefined();
    expect(controllerFolders('', 'memory')).toBeUndefined();
  });
});

describe('whatever a file holds', () => {
  const anyText = fc.oneof(
    fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes).toString()),
    fc.string({
      unit: fc.constantFrom(
        'cpu',
        ' ',
        '0',
        '9',
        ':',
        '\n',
        '\t',
        'kB',
        'VmRSS',
        '/',
        ',',
        '..',
        'memory',
        'eth0',
      ),
    }),
    fc
      .tuple(fc.constantFrom(...Object.values(PROC)), fc.nat(600), fc.nat(600))
      .map(([whole, from, to]) => whole.slice(0, from) + whole.slice(to)),
  );

  it('nothing throws, and every number is finite and not negative', () => {
    fc.assert(
      fc.property(anyText, (given) => {
        const time = parseCpuTime(given);
        const interfaces = [...parseNetDev(given).values()];
        const totals = new NetworkTotals().add(parseNetDev(given));
        const numbers = [
          ...(time ? [time.used, time.available] : []),
          ...interfaces.flatMap(({ received, transmitted }) => [received, transmitted]),
          totals.received,
          totals.transmitted,
          bytesField(given, 'VmRSS') ?? 0,
          wholeNumber(given) ?? 0,
        ];
        for (const number of numbers) expect(Number.isFinite(number) && number >= 0).toBe(true);
        const folders = controllerFolders(given, 'memory')?.folders ?? [];
        expect(folders.length).toBeLessThanOrEqual(33);
        for (const folder of folders) expect(folder.split('/')).not.toContain('..');
      }),
      { numRuns: 2_000 },
    );
  });
});
