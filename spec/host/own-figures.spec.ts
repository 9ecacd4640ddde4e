import os from 'node:os';
import { ownFigures } from '../../lib/host/own-figures';

describe("Node's own figures", () => {
  afterEach(() => jest.restoreAllMocks());

  it('are those of the process and the machine', () => {
    expect(ownFigures.residentBytes()).toBeGreaterThan(1_000_000);
    expect(ownFigures.totalMemoryBytes()).toBe(os.totalmem());
    expect(ownFigures.freeMemoryBytes()).toBeLessThanOrEqual(os.totalmem());
    expect(ownFigures.cores()).toBe(os.availableParallelism());
    expect(ownFigures.folder()).toBe(process.cwd());
    expect(ownFigures.uptimeSeconds()).toBeGreaterThan(0);
    expect(ownFigures.cpuSeconds()).toBeGreaterThan(0);
  });

  it('have the time of all processors, that in use and all there was', () => {
    const times = { user: 10, nice: 1, sys: 5, irq: 4, idle: 80 };
    const cpu = { model: 'm', speed: 1, times };
    jest.spyOn(os, 'cpus').mockReturnValue([cpu, { ...cpu, times: { ...times, idle: 0 } }]);
    expect(ownFigures.cpuTime()).toEqual({ source: 'machine', used: 40, available: 120 });
  });

  it('are unknown where the system does not say, or Node throws', () => {
    jest.spyOn(os, 'totalmem').mockReturnValue(0);
    jest.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT: no such file or directory, uv_cwd');
    });
    expect(ownFigures.totalMemoryBytes()).toBeUndefined();
    expect(ownFigures.folder()).toBeUndefined();
  });
});
