import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { freemem, networkInterfaces, totalmem } from 'node:os';
import { type HostReading, HostSampler } from '../../lib/host';

/** What another source says of the same thing, as they change while they are asked. */
function near(value: number | undefined, expected: number, tolerance: number): void {
  expect(value).toBeGreaterThanOrEqual(expected * (1 - tolerance));
  expect(value).toBeLessThanOrEqual(expected * (1 + tolerance));
}

const isLinux = process.platform === 'linux';
const hasNetwork = Object.keys(networkInterfaces()).some((name) => name !== 'lo');

describe('the figures of this machine', () => {
  const sampler = new HostSampler({ intervalMs: 60_000, diskPaths: ['/'], timeoutMs: 10_000 });
  let reading: HostReading;

  beforeAll(async () => {
    const latest = await sampler.latest();
    if (!latest) throw new Error('no reading within ten seconds');
    reading = latest;
  });
  afterAll(() => sampler.stop());

  it("agree with Node's own wherever it runs", () => {
    near(reading.process.residentBytes, process.memoryUsage.rss(), 0.3);
    expect(reading.memory.limitBytes).toBeLessThanOrEqual(totalmem());
    expect(reading.memory.usedBytes).toBeGreaterThan(0);
    expect(reading.memory.usedBytes).toBeLessThanOrEqual(reading.memory.limitBytes ?? 0);
    expect(reading.cpuUsagePercent ?? 0).toBeGreaterThanOrEqual(0);
    expect(reading.cpuUsagePercent ?? 0).toBeLessThanOrEqual(100);
    expect(sampler.uptimeSeconds()).toBeCloseTo(process.uptime(), 0);
    const { user, system } = process.cpuUsage();
    near(sampler.cpuSeconds(), (user + system) / 1e6, 0.1);
  });

  it('agree with what the kernel and `df` say on Linux', () => {
    if (!isLinux) return expect(reading.process.threads).toBeUndefined();
    // proc_pid_stat(5): the twentieth field is the number of threads, the twenty-third the virtual memory in bytes.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ').map(Number) ?? [];
    near(reading.process.threads, fields[17] ?? 0, 0.5);
    near(reading.process.virtualBytes, fields[20] ?? 0, 0.3);
    near(reading.process.openFiles, readdirSync('/proc/self/fd').length - 1, 0.3);
    const df = execFileSync('df', ['-P', '-k', process.cwd()], { encoding: 'utf8' });
    const [, , used, , , mountPoint] = df.trim().split('\n')[1]?.split(/\s+/) ?? [];
    const disk = reading.disks.find((candidate) => candidate.mountPoint === mountPoint);
    near(disk?.usedBytes, Number(used) * 1_024, 0.05);
    expect(reading.disks.map((each) => each.mountPoint)).toContain('/');
    const total = Number(/^MemTotal: +(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1_024;
    expect(reading.memory.limitBytes).toBeLessThanOrEqual(total);
    // On a machine without a limit: what is in use by Node's own reckoning.
    if (reading.memory.limitBytes === total) near(reading.memory.usedBytes, totalmem() - freemem(), 0.5);
    if (hasNetwork) expect(reading.network?.received).toBeGreaterThanOrEqual(0);
  });
});
