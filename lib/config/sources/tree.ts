import type { Candidate, SourceReading } from '../candidate';
import { nearestKey } from '../nearest-key';
import type { SettingOrigin } from '../origin';
import type { SettingProblem } from '../problem';
import { GROUPS, ROWS, ROWS_BY_KEY } from '../table';
import { hasControlCharacter } from '../types/text';

/** A node of what code or a YAML file holds. */
export interface TreeNode {
  /** The members, when the node is a map. Asked for only where the table has a group, so that no cycle is followed. */
  members(): readonly TreeMember[] | undefined;
  /** The node as plain values. `undefined` counts as not set. */
  value(): unknown;
  /** The text of a scalar as it stands in the file. */
  readonly written?: string;
  readonly origin: SettingOrigin;
}

/** A member of a map. */
export interface TreeMember {
  readonly name: string;
  readonly node: TreeNode;
}

const LONGEST_NAME = 80;

class TreeReader {
  readonly candidates = new Map<string, Candidate>();
  readonly problems: SettingProblem[] = [];

  readonly #rootName: string;

  constructor(rootName: string) {
    this.#rootName = rootName;
  }

  readGroup(path: string, node: TreeNode): void {
    const members = node.members();
    if (members === undefined) {
      if (node.value() !== undefined) this.#refuse(path, node, groupRule(path));
      return;
    }
    for (const member of members) {
      this.#readMember(path === '' ? member.name : `${path}.${member.name}`, member.node);
    }
  }

  #readMember(path: string, node: TreeNode): void {
    if (ROWS_BY_KEY.has(path)) this.#readSetting(path, node);
    else if (GROUPS.has(path)) this.readGroup(path, node);
    else this.#refuse(path, node, unknownRule(path));
  }

  #readSetting(key: string, node: TreeNode): void {
    const value = node.value();
    if (value === undefined) return;
    if (this.candidates.has(key)) {
      this.#refuse(key, node, 'must not be given twice');
      return;
    }
    const written = node.written === undefined ? {} : { written: node.written };
    const raw = { value, dialect: 'structured', ...written } as const;
    this.candidates.set(key, { key, name: key, origin: node.origin, raw });
  }

  /** The value is left out: under a misspelled key it may well be a password. */
  #refuse(path: string, { origin }: TreeNode, rule: string): void {
    this.problems.push({
      key: path,
      name: path === '' ? this.#rootName : showKey(path),
      value: '',
      rule,
      origin,
    });
  }
}

/** A key from outside on one short line. */
function showKey(key: string): string {
  const short = key.length > LONGEST_NAME ? `${key.slice(0, LONGEST_NAME)}…` : key;
  return hasControlCharacter(short) ? JSON.stringify(short) : short;
}

function groupRule(path: string): string {
  const example = ROWS.find(({ key }) => path === '' || key.startsWith(`${path}.`));
  return `must hold settings, such as ${example?.key}`;
}

function unknownRule(path: string): string {
  const nearest = nearestKey(path);
  return nearest === undefined ? 'is not a setting' : `is not a setting; did you mean ${nearest}?`;
}

/**
 * Walks what code or a file holds along the table: a candidate for every known key, a problem for every other.
 * `rootName` is what to call the whole when it is no map at all.
 */
export function readTree(root: TreeNode, rootName: string): SourceReading {
  const reader = new TreeReader(rootName);
  reader.readGroup('', root);
  return reader;
}
