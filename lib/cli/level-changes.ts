import { LOG_LEVEL_WORDS, parseLogLevel } from '../index';

/** A component and its level as the server takes them in a query. */
export type LevelChange = readonly [component: string, level: string];

/** What stands for all components in the server's query. */
const ALL = 'level';
const RESET = 'reset';
const ALLOWED = `${LOG_LEVEL_WORDS.join(', ')} or ${RESET}`;

/**
 * Reads changes: `apdu=debug`, `debug` for all others, `reset` for all.
 *
 * @throws Error that names each one that is wrong
 */
export function readChanges(words: readonly string[]): readonly LevelChange[] {
  const changes = words.map(changeOf);
  const problems = changes.flatMap(([component, level], index) => {
    const word = JSON.stringify(words[index]);
    if (component.trim() === '') return [`${word} names no component`];
    return isLevel(level) ? [] : [`${word} names no level: it must be ${ALLOWED}`];
  });
  if (problems.length > 0) throw new Error(`nothing was changed:\n  ${problems.join('\n  ')}`);
  return changes;
}

function changeOf(word: string): LevelChange {
  const equals = word.indexOf('=');
  return equals < 0 ? [ALL, word] : [word.slice(0, equals), word.slice(equals + 1)];
}

function isLevel(word: string): boolean {
  return word === RESET || parseLogLevel(word) !== undefined;
}
