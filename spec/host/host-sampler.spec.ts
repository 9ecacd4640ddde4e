import { realpath, stat, statfs } from 'node:fs/promises';
import { diag } from '@opentelemetry/api';
import { type HostReading, HostSampler, type HostSamplerOptions } from '../../lib/host';
import type { FileSystems } from '../../lib/host/disks';
import { eventually } from '../support/eventually';
import { reported } from '../support/start';
import { own, PROC, removeTrees, type Tree, tree } from './support';

const threads = (count: number) => ({ 'proc/self/status': `Threads:\t${count}\n` });

describe('a sampler', () => {
  let machine: Tree;
  let sampler: HostSampler | undefined;

  const make = (options: Partial<HostSamplerOptions> = {}): HostSampler => {
    sampler = new HostSampler({
      intervalMs: 60_000,
      root: machine.root,
      own: own(),
      timeoutMs: 5_000,
      ...options,
    });
    return sampler;
  };
  const latest = async (host: HostSampler): Promise<HostReading | undefined> => host.latest();

  beforeEach(() => {
    machine = tree({ ...PROC, ...threads(3) });
  });
  afterEach(() => {
    sampler?.stop();
    removeTrees();
  });

  it('makes the first reading when it is asked for one, the use of the processors included', async () => {
    const host = make();
    const first = latest(host);
    await new Promise((resolve) => setTimeout(resolve, 0));
    // The first look at the processors comes at once, the second after a tenth of a second.
    await new Promise((resolve) => setTimeout(resolve, 50));
    machine.write({ 'proc/stat': 'cpu  1060 100 320 8100 520 20 30 50 7 3\n' });
    expect((await first)?.process.threads).toBe(3);
    expect((await first)?.cpuUsagePercent).toBe(40);
  });

  it('makes one reading for all that ask at the same time, and keeps it', async () => {
    const host = make();
    const [one, other] = await Promise.all([latest(host), latest(host)]);
    expect(one).toBe(other);
    machine.write(threads(4));
    expect(host.latest()).toBe(one);
  });

  it('reads by itself after the start, and again at the interval', async () => {
    const host = make({ intervalMs: 10 });
    host.start();
    await eventually(async () => (await latest(host))?.process.threads === 3);
    machine.write(threads(4));
    await eventually(async () => (await latest(host))?.process.threads === 4);
  });

  it('reports no longer what it can no longer read', async () => {
    const host = make({ intervalMs: 10 });
    await eventually(async () => (await latest(host))?.process.threads === 3);
    machine.remove('proc');
    await eventually(async () => (await latest(host))?.process.threads === undefined);
  });

  it('reads anew when the last reading is out of date', async () => {
    const host = make({ intervalMs: 1_000, timeoutMs: 1_000 });
    const first = await latest(host);
    machine.write(threads(4));
    const now = jest.spyOn(performance, 'now');
    const atMs = performance.now();
    try {
      now.mockReturnValue(atMs + 2_900);
      expect(host.latest()).toBe(first);
      now.mockReturnValue(atMs + 3_100);
      expect((await latest(host))?.process.threads).toBe(4);
    } finally {
      now.mockRestore();
    }
  });

  it('reports everything else while a file system hangs, and waits for it once', async () => {
    let asked = 0;
    const hangs = (() => {
      asked += 1;
      return new Promise(() => undefined);
    }) as unknown as FileSystems['statfs'];
    const fileSystems: FileSystems = { realpath, stat, statfs: hangs };
    const host = make({ intervalMs: 10, timeoutMs: 500, fileSystems, own: own({ folder: () => '/' }) });
    const seen = new Set<HostReading>();
    await eventually(async () => {
      const reading = await latest(host);
      if (reading) seen.add(reading);
      return seen.size >= 3;
    });
    for (const reading of seen) expect([reading.process.threads, reading.disks]).toEqual([3, []]);
    expect(asked).toBe(1);
    expect(await statfs('/')).toBeDefined();
  });

  it('tells of a reading that fails, says nothing then, and goes on', async () => {
    const complaints = reported();
    let isBroken = true;
    const folder = () => {
      if (isBroken) throw new Error('broken');
      return undefined;
    };
    const host = make({ intervalMs: 10, own: own({ folder }) });
    expect(await latest(host)).toBeUndefined();
    expect(complaints).toContain(
      'cardlink/host reading how the process and the machine are failed: Error: broken',
    );
    isBroken = false;
    await eventually(async () => (await latest(host))?.process.threads === 3);
    diag.disable();
  });

  it('says nothing more, and reads nothing more, after it is stopped', async () => {
    const host = make({ intervalMs: 10 });
    await latest(host);
    host.stop();
    expect(await latest(host)).toBeUndefined();
  });

  it('does not begin again once it is stopped', () => {
    const host = make();
    host.stop();
    const timers = jest.spyOn(globalThis, 'setTimeout');
    host.start();
    expect(timers).not.toHaveBeenCalled();
    timers.mockRestore();
  });

  it('that is stopped in the middle of a reading keeps nothing of it', async () => {
    const host = make({ intervalMs: 10 });
    const first = latest(host);
    host.stop();
    await first;
    expect(await latest(host)).toBeUndefined();
  });
});
