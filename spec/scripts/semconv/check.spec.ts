import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRegistry, RegistryError } from '../../../scripts/semconv/check';
import { loadRegistry, parseRegistryFile } from '../../../scripts/semconv/registry';
import { checkSchema, WEAVER_SCHEMA } from '../../../scripts/semconv/schema';
import { OFFICIAL, registryWith } from './broken';

/** A stand-in for weaver's schema, which is beside the checkout only where weaver's folder is. */
const SCHEMA = {
  type: 'object',
  properties: {
    file_format: { const: 'definition/2' },
    attributes: { items: { required: ['key', 'type'] } },
  },
};

describe('checking the registry', () => {
  let folder: string;
  let schema: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cardlink-schema-'));
    schema = join(folder, 'schema.json');
    writeFileSync(schema, JSON.stringify(SCHEMA));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds the registry of this checkout in the form of weaver, or says that this part was skipped', () => {
    const result = checkSchema(loadRegistry());
    expect(result).toEqual(
      existsSync(WEAVER_SCHEMA)
        ? { checked: true, problems: [] }
        : { checked: false, reason: expect.stringContaining(WEAVER_SCHEMA) },
    );
  });

  it('lists every place that does not fit the schema', () => {
    const registry = registryWith(
      ['file_format: definition/2', 'file_format: definition/1'],
      ['  - key: card.state\n    type:', '  - key: card.state\n    kind:'],
    );
    expect(checkSchema(registry, schema)).toEqual({
      checked: true,
      problems: [
        {
          file: 'card.yaml',
          subject: '/file_format',
          message: "must be equal to constant (weaver's schema)",
        },
        {
          file: 'card.yaml',
          subject: '/attributes/0',
          message: "must have required property 'type' (weaver's schema)",
        },
      ],
    });
  });

  it('says in one sentence that the schema is not to be had, and goes on with the policy', () => {
    const notices: string[] = [];
    const missing = join(folder, 'nothing.json');
    const broken = registryWith(['brief: A card was seen.', 'brief: A card was seen']);
    expect(() => checkRegistry(broken, OFFICIAL, (notice) => notices.push(notice), missing)).toThrow(
      RegistryError,
    );
    expect(notices).toEqual([
      `Skipped the check of semconv/registry against weaver's schema: weaver's schema is not beside this checkout (looked for ${missing}).`,
    ]);
  });

  it('names file, subject and remedy of every problem in one error', () => {
    const broken = registryWith(['severity: info', 'severity: fatal'], ['short: state', 'short: reason']);
    expect(() => checkRegistry(broken, OFFICIAL, () => undefined, schema)).toThrow(
      [
        'The registry in semconv/ has 2 problems:',
        '  card.yaml  cardlink.card.errors  has the short label reason twice',
        '  card.yaml  cardlink.card.seen  needs the severity info, warn or error',
      ].join('\n'),
    );
  });

  it('throws what the schema says before it asks the policy', () => {
    const broken = registryWith(
      ['file_format: definition/2', 'file_format: 2'],
      ['severity: info', 'severity: fatal'],
    );
    expect(() => checkRegistry(broken, OFFICIAL, () => undefined, schema)).toThrow(
      /has 1 problem:\n {2}card.yaml {2}\/file_format/,
    );
  });

  it('passes a sound registry without a word', () => {
    const notices: string[] = [];
    checkRegistry(registryWith(), OFFICIAL, (notice) => notices.push(notice), schema);
    expect(notices).toEqual([]);
  });
});

describe('reading a file of the registry', () => {
  it('takes the introduction of its page from the comment at its head', () => {
    const file = parseRegistryFile(
      'card.yaml',
      '# yaml-language-server: $schema=x\n# Cards,\n# and more.\nfile_format: definition/2\n# not this\n',
    );
    expect([file.domain, file.introduction]).toEqual(['card', 'Cards, and more.']);
  });

  it('names the file that is not YAML', () => {
    expect(() => parseRegistryFile('card.yaml', 'a: [')).toThrow(/^card\.yaml is not YAML: /);
  });
});
