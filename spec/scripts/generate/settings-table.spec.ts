import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsTableMarkdown } from '../../../lib/config';
import { fillSection } from '../../../scripts/generate/marked-section';
import { settingsTableStepIn } from '../../../scripts/generate/settings-table';

const SECTION = { page: 'README.md', marker: 'settings', what: 'the table of settings' };
const PAGE = '# Title\n\n<!-- settings:begin -->\nold\n<!-- settings:end -->\n\nThe end.\n';

describe('the table of settings in the README', () => {
  it('replaces what stands between the markers and nothing else', () => {
    expect(fillSection(SECTION, PAGE, '| new |')).toBe(
      '# Title\n\n<!-- settings:begin -->\n\n| new |\n\n<!-- settings:end -->\n\nThe end.\n',
    );
  });

  it('comes out the same when it is made again', () => {
    const once = fillSection(SECTION, PAGE, '| new |');
    expect(fillSection(SECTION, once, '| new |')).toBe(once);
  });

  it.each([
    '# Title\n',
    '<!-- settings:begin -->\n',
    '<!-- settings:end -->\n',
    '<!-- settings:end -->\n<!-- settings:begin -->\n',
    `${PAGE}${PAGE}`,
    `${PAGE}<!-- settings:end -->`,
  ])('says which markers to add to %j', (page) => {
    expect(() => fillSection(SECTION, page, '')).toThrow(
      'README.md must hold the line <!-- settings:begin --> and below it the line <!-- settings:end -->, each once',
    );
  });

  describe('as a step', () => {
    let root: string;
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'cardlink-readme-'));
    });
    afterEach(() => rmSync(root, { recursive: true }));

    it('gives the whole README with the table of lib/config', async () => {
      writeFileSync(join(root, 'README.md'), PAGE);
      const files = await settingsTableStepIn(root).files();
      expect([...files.keys()]).toEqual(['README.md']);
      expect(files.get('README.md')).toContain(`\n\n${settingsTableMarkdown()}\n\n`);
    });

    it('says so when there is no README', async () => {
      await expect(settingsTableStepIn(root).files()).rejects.toThrow('README.md could not be read');
    });
  });
});
