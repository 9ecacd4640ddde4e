import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';

const MAIN = resolve(__dirname, '../../dist/cli/main.js');

describe('the command line', () => {
  it('can be run by its name after a build: npx does not make it executable again', () => {
    expect(() => accessSync(MAIN, constants.X_OK)).not.toThrow();
  });
});
