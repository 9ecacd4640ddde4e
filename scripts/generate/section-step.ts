import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillSection, type MarkedSection } from './marked-section';
import type { GeneratorStep } from './step';

/** A step that fills one section of a page of the checkout at `root`. */
export function sectionStep(
  root: string,
  {
    name,
    section,
    content,
  }: { readonly name: string; readonly section: MarkedSection; readonly content: () => string },
): GeneratorStep {
  const { page, what } = section;
  const readPage = async (): Promise<string> => {
    try {
      return await readFile(join(root, page), 'utf8');
    } catch (error) {
      throw new Error(`${page} could not be read; ${what} goes into it`, { cause: error });
    }
  };
  return {
    name,
    async files() {
      return new Map([[page, fillSection(section, await readPage(), content())]]);
    },
  };
}
