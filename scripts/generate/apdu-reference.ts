import { join } from 'node:path';
import {
  COMMAND_ROWS,
  type CommandRow,
  hexByte,
  STATUS_WORD_ROWS,
  STORE_DATA_ROWS,
  type StatusWordRow,
  type StoreDataRow,
} from '../../lib/domain';
import { sectionStep } from './section-step';
import type { GeneratorStep } from './step';

const SECTION = {
  page: 'docs/apdu-reference.md',
  marker: 'tables',
  what: 'the tables of commands and status words',
};

const WHEN = 'by P1, P2 and data';
const GENERATIONS = { gsm: 'class A0', uicc: 'classes other than A0' } as const;

/** Everything that the domain's tables know, as Markdown. */
export function apduReferenceMarkdown(): string {
  return [
    '## Commands',
    '',
    table(['Name', 'Class', 'INS', 'Standard', 'Secret', ''], COMMAND_ROWS.map(commandCells)),
    '',
    '## Functions in STORE DATA',
    '',
    table(['Function', 'Tag', 'SGP.22', ''], Object.entries(STORE_DATA_ROWS).map(functionCells)),
    '',
    '## Status words',
    '',
    table(['Word', 'Category', 'Meaning', 'In answer to', 'Standard', ''], STATUS_WORD_ROWS.map(wordCells)),
  ].join('\n');
}

function commandCells(row: CommandRow): readonly string[] {
  const standard = row.clause === undefined ? row.standard : `${row.standard}, ${row.clause}`;
  const remarks = [row.when === undefined ? '' : WHEN, mark(row)].filter((remark) => remark !== '');
  return [
    `\`${row.commandType}\``,
    row.classes,
    hexByte(row.ins),
    standard,
    row.secret ?? '',
    remarks.join('; '),
  ];
}

function functionCells([tag, row]: readonly [string, StoreDataRow]): readonly string[] {
  return [`\`${row.name}\``, tag, row.clause, mark(row)];
}

function wordCells(row: StatusWordRow): readonly string[] {
  const answered = row.commands?.map((command) => `\`${command}\``).join(', ');
  const generation = row.generation === undefined ? '' : GENERATIONS[row.generation];
  const meaning = row.meaning.replace('{xx}', '*xx*').replace('{x}', '*x*');
  return [row.pattern, row.category, meaning, answered ?? generation, row.standard, mark(row)];
}

const mark = (row: { readonly added?: true }) => (row.added === true ? 'added' : '');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** The tables of `lib/domain`, to this checkout's reference of APDUs. */
export const apduReferenceStep: GeneratorStep = sectionStep(join(__dirname, '..', '..'), {
  name: 'reference of APDUs',
  section: SECTION,
  content: apduReferenceMarkdown,
});
