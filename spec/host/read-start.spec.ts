import { join } from 'node:path';
import { readStart } from '../../lib/host/read-start';
import { removeTrees, tree } from './support';

const CONTENT = 'one 123\ntwo 456\n';

describe('the start of a file', () => {
  const path = join(tree({ file: CONTENT }).root, 'file');
  afterAll(removeTrees);

  it('is all of it where it is shorter than the bound', async () => {
    expect(await readStart(path, CONTENT.length + 1)).toBe(CONTENT);
  });

  it('is whole lines of it where it is as long or longer, so that no number is half a number', async () => {
    expect(await readStart(path, CONTENT.length)).toBe(CONTENT);
    expect(await readStart(path, CONTENT.length - 2)).toBe('one 123\n');
    expect(await readStart(path, 3)).toBe('');
  });

  it('is that of a file of /proc too, which says it is empty', async () => {
    if (process.platform === 'linux') expect(await readStart('/proc/self/stat', 4_096)).toMatch(/^\d+ \(/);
  });

  it('is none of a file that is not there', async () => {
    await expect(readStart(join(path, 'none'), 10)).rejects.toThrow();
  });
});
