import { readFileSync } from 'node:fs';
import type { Document, LineCounter, Node, Pair } from 'yaml';
import type { SourceReading } from '../candidate';
import type { SettingOrigin } from '../origin';
import { CONFIG_FILE_VARIABLE } from '../table';
import { systemErrorCode } from '../types/text';
import { type Environment, readVariable } from './environment';
import { readTree, type TreeMember, type TreeNode } from './tree';

const NOTHING: SourceReading = { candidates: new Map(), problems: [] };

/** Turns the nodes of one YAML document into the tree that the reader walks, each with the line where it stands. */
class YamlTree {
  readonly #yaml: typeof import('yaml');
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #path: string;

  constructor(yaml: typeof import('yaml'), document: Document, lines: LineCounter, path: string) {
    this.#yaml = yaml;
    this.#document = document;
    this.#lines = lines;
    this.#path = path;
  }

  get root(): TreeNode {
    return this.#node(this.#document.contents, 0);
  }

  #origin(offset: number): SettingOrigin {
    return { source: 'file', path: this.#path, line: Math.max(1, this.#lines.linePos(offset).line) };
  }

  #resolve(node: unknown): unknown {
    return this.#yaml.isAlias(node) ? node.resolve(this.#document) : node;
  }

  #node(written: unknown, offset: number): TreeNode {
    const node = this.#resolve(written);
    const origin = this.#origin(offset);
    if (this.#yaml.isMap(node)) {
      const members = node.items.map((pair) => this.#member(pair));
      return { members: () => members, value: () => this.#pairs(members), origin };
    }
    if (this.#yaml.isSeq(node)) {
      // Of scalars alone: lists in lists are of the wrong kind, and may contain themselves.
      const value = () => node.items.map((item) => this.#scalar(this.#resolve(item), true).value());
      return { members: () => undefined, value, origin };
    }
    const scalar = this.#scalar(node, this.#yaml.isAlias(written));
    return { members: () => undefined, origin, ...scalar };
  }

  /** Nothing after a key (`port:`) counts as not set; an alias of no anchor as a value of the wrong kind. */
  #scalar(node: unknown, isAlias: boolean): Pick<TreeNode, 'value' | 'written'> {
    if (!this.#yaml.isScalar(node)) return { value: () => (node == null && !isAlias ? undefined : []) };
    const value = node.value ?? undefined;
    return { value: () => value, ...(node.source === undefined ? {} : { written: node.source }) };
  }

  #member({ key, value }: Pair): TreeMember {
    const name = this.#yaml.isScalar(key) ? String(key.value) : String(key);
    const offset = (key as Node | null)?.range?.[0] ?? 0;
    return { name, node: this.#node(value, offset) };
  }

  /** A map of names and texts (headers, attributes): every scalar as it is written. */
  #pairs(members: readonly TreeMember[]): Record<string, unknown> {
    return Object.fromEntries(
      members.map(({ name, node }) => {
        const value = node.value();
        return [name, typeof value === 'string' ? value : (node.written ?? value)];
      }),
    );
  }
}

function unusable(path: string, rule: string): SourceReading {
  const origin: SettingOrigin = { source: 'environment', variable: CONFIG_FILE_VARIABLE };
  return { candidates: new Map(), problems: [{ name: CONFIG_FILE_VARIABLE, value: path, rule, origin }] };
}

function parse(path: string, text: string): SourceReading {
  // Loaded here, so that a start without a config file does not pay for it.
  const yaml = require('yaml') as typeof import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    // Only the place and the code: the parser's messages repeat what is in the file, secrets too.
    const { line, col } = lines.linePos(error.pos[0]);
    return unusable(path, `must be valid YAML (line ${line}, column ${col}: ${error.code})`);
  }
  return readTree(new YamlTree(yaml, document as Document, lines, path).root, path);
}

/** What the YAML file that GP_CONFIG_FILE names says; nothing when it names none. */
export function readConfigFile(env: Environment): SourceReading {
  const path = readVariable(env, CONFIG_FILE_VARIABLE);
  if (path === undefined) return NOTHING;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return unusable(path, `must be a readable file (${systemErrorCode(error)})`);
  }
  return parse(path, text);
}
