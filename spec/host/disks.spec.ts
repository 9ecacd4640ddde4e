import { realpath, stat, statfs } from 'node:fs/promises';
import { BoundedLane } from '../../lib/host/bounded-lane';
import { type FileSystems, readDisks } from '../../lib/host/disks';

const systemCalls: FileSystems = { realpath, stat, statfs };

/** File systems by the folder that they are mounted on: a device number, and blocks of 1,000 bytes in use. */
function mounted(disks: Readonly<Record<string, { dev: number; used: number }>>): FileSystems {
  const of = (path: string) => {
    const on = Object.keys(disks).filter((mount) => mount === '/' || `${path}/`.startsWith(`${mount}/`));
    const disk = disks[on.sort((a, b) => b.length - a.length)[0] ?? ''];
    if (!disk || path.includes('missing')) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    return disk;
  };
  return {
    ...systemCalls,
    realpath: (async (path: string) => path.replace('/link', '/data')) as unknown as FileSystems['realpath'],
    stat: (async (path: string) => ({ dev: of(path).dev })) as unknown as FileSystems['stat'],
    statfs: (async (path: string) => ({
      blocks: 100,
      bfree: 100 - of(path).used,
      bsize: 1_000,
    })) as unknown as FileSystems['statfs'],
  };
}

const disks = {
  '/': { dev: 1, used: 10 },
  '/data': { dev: 2, used: 20 },
  '/data/cards': { dev: 3, used: 30 },
};
const lane = () => new BoundedLane(1_000);

describe('the file systems', () => {
  it('are named by where they are mounted, each once', async () => {
    const folders = ['/srv/app', '/data/logs/today', '/', '/data', '/data/cards'];
    expect(await readDisks(folders, lane(), mounted(disks))).toEqual([
      { mountPoint: '/', usedBytes: 10_000 },
      { mountPoint: '/data', usedBytes: 20_000 },
      { mountPoint: '/data/cards', usedBytes: 30_000 },
    ]);
  });

  it('are those that links lead to', async () => {
    expect(await readDisks(['/link/logs'], lane(), mounted(disks))).toEqual([
      { mountPoint: '/data', usedBytes: 20_000 },
    ]);
  });

  it('of folders that are not there are left out', async () => {
    const found = await readDisks(['/missing', '/data'], lane(), mounted(disks));
    expect(found.map(({ mountPoint }) => mountPoint)).toEqual(['/data']);
  });

  it('that do not answer are left out, and none is asked after them', async () => {
    const calls = mounted(disks);
    const asked: string[] = [];
    const hanging = ((path: string) => {
      asked.push(path);
      return path === '/data' ? new Promise(() => undefined) : calls.statfs(path);
    }) as unknown as FileSystems['statfs'];
    const slow = new BoundedLane(50);
    const folders = ['/', '/data', '/data/cards'];
    expect(await readDisks(folders, slow, { ...calls, statfs: hanging })).toEqual([
      { mountPoint: '/', usedBytes: 10_000 },
    ]);
    expect(await readDisks(folders, slow, { ...calls, statfs: hanging })).toEqual([]);
    expect(asked).toEqual(['/', '/data']);
  });
});
