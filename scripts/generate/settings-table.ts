import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsTableMarkdown } from '../../lib/config';
import type { GeneratorStep } from './step';

const README = 'README.md';
const BEGIN = '<!-- settings:begin -->';
const END = '<!-- settings:end -->';

/**
 * The page with what stands between the two markers replaced by `table`; the markers stay.
 *
 * @throws Error that says what to add where a marker is missing, doubled, or after the other.
 */
export function insertSettingsTable(page: string, table: string): string {
  const [before, ...afterBegin] = page.split(BEGIN);
  const [, ...after] = afterBegin.join(BEGIN).split(END);
  if (before === undefined || afterBegin.length !== 1 || after.length !== 1 || before.includes(END)) {
    throw new Error(
      `${README} must hold the line ${BEGIN} and below it the line ${END}, each once: the table of settings goes between them`,
    );
  }
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after[0]}`;
}

async function readPage(root: string): Promise<string> {
  try {
    return await readFile(join(root, README), 'utf8');
  } catch (error) {
    throw new Error(`${README} could not be read; the table of settings goes into it`, { cause: error });
  }
}

/** lib/config's table to the README of the checkout at `root`. */
export function settingsTableStepIn(root: string): GeneratorStep {
  return {
    name: 'settings table',
    async files() {
      return new Map([[README, insertSettingsTable(await readPage(root), settingsTableMarkdown())]]);
    },
  };
}

/** lib/config's table to this checkout's README. */
export const settingsTableStep: GeneratorStep = settingsTableStepIn(join(__dirname, '..', '..'));
