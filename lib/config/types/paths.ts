import { accepted, type RawValue, refused, type ValueType } from '../value-type';
import { hasControlCharacter } from './text';

const RULE = 'must be paths separated by commas';

function pathsOf({ value }: RawValue): readonly unknown[] | undefined {
  if (typeof value === 'string') return value.split(',');
  return Array.isArray(value) ? value : undefined;
}

/** Paths of folders or files; whether they exist is for whoever uses them. Code and YAML may give a list. */
export const paths: ValueType<readonly string[], readonly string[] | string> = {
  label: 'paths',
  rule: RULE,
  example: '/var/lib/cardlink',
  parse(raw) {
    const given = pathsOf(raw);
    const found: string[] = [];
    for (const path of given ?? []) {
      if (typeof path !== 'string' || hasControlCharacter(path)) return refused(RULE);
      if (path.trim() !== '') found.push(path.trim());
    }
    return given === undefined ? refused(RULE) : accepted(found);
  },
  format: (found) => found.join(','),
};
