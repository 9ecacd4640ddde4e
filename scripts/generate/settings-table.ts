import { join } from 'node:path';
import { settingsTableMarkdown } from '../../lib/config';
import { sectionStep } from './section-step';
import type { GeneratorStep } from './step';

const SECTION = { page: 'README.md', marker: 'settings', what: 'the table of settings' };

/** lib/config's table to the README of the checkout at `root`. */
export function settingsTableStepIn(root: string): GeneratorStep {
  return sectionStep(root, { name: 'settings table', section: SECTION, content: settingsTableMarkdown });
}

/** lib/config's table to this checkout's README. */
export const settingsTableStep: GeneratorStep = settingsTableStepIn(join(__dirname, '..', '..'));
