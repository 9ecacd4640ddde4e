import type { SourceReading } from '../candidate';
import { readTree, type TreeMember, type TreeNode } from './tree';

function membersOf(value: unknown): TreeMember[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => ({ name, node: nodeOf(member) }));
}

function nodeOf(value: unknown): TreeNode {
  return { members: () => membersOf(value), value: () => value, origin: { source: 'code' } };
}

/** What the options in code say. `options` is `unknown` because JavaScript callers can hand in anything. */
export function readOptions(options: unknown): SourceReading {
  return readTree(nodeOf(options), 'options');
}
