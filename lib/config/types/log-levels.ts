import { accepted, type Parsed, type RawValue, refused, type ValueType } from '../value-type';
import { listOf } from './choice';
import { parsePairs } from './pairs';

/** The levels of log records, the least severe first. */
export const LOG_LEVEL_WORDS = ['debug', 'info', 'warning', 'error', 'critical'] as const;

/** The level of a log record. */
export type LogLevelWord = (typeof LOG_LEVEL_WORDS)[number];

/** A level for each of some components. */
export type ComponentLevels = Readonly<Record<string, LogLevelWord>>;

const ALIASES: Readonly<Record<string, LogLevelWord>> = { warn: 'warning' };
const COMPONENT = /^[\w.:/-]{1,64}$/;
const RULE = `must be component=level pairs separated by commas, each level ${listOf(LOG_LEVEL_WORDS)}`;

/** The level that a word means, in any case; `undefined` when it is none. */
export function parseLogLevel(word: unknown): LogLevelWord | undefined {
  if (typeof word !== 'string') return undefined;
  const text = word.trim().toLowerCase();
  return (
    LOG_LEVEL_WORDS.find((level) => level === text) ??
    (Object.hasOwn(ALIASES, text) ? ALIASES[text] : undefined)
  );
}

function entriesOf({ value }: RawValue): readonly (readonly [string, unknown])[] | undefined {
  if (typeof value === 'string') return parsePairs(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value);
}

function levelsOf(entries: readonly (readonly [string, unknown])[]): Parsed<ComponentLevels> {
  const levels: [string, LogLevelWord][] = [];
  for (const [component, word] of entries) {
    const level = parseLogLevel(word);
    if (!COMPONENT.test(component)) return refused(`${RULE}; a component is letters, digits and . : / _ -`);
    if (level === undefined) return refused(`${RULE}; that of ${component} is not`);
    levels.push([component, level]);
  }
  return accepted(Object.fromEntries(levels));
}

/** Levels of single components: `apdu=debug,tls=warning`, or an object in code and YAML. */
export const componentLevels: ValueType<ComponentLevels, ComponentLevels | string> = {
  label: 'levels',
  rule: RULE,
  example: 'apdu=debug,tls=warning',
  parse(raw) {
    const entries = entriesOf(raw);
    return entries === undefined ? refused(RULE) : levelsOf(entries);
  },
  format: (levels) =>
    Object.entries(levels)
      .map(([component, level]) => `${component}=${level}`)
      .join(','),
};
