import { REDACTED } from '../redaction';
import type { ErrorFacts } from './failure';

/** A parameter shorter than this says nothing that could be secret, and is part of too many words. */
const SHORTEST = 3;

/** Such as `ATD`. */
const BASIC_NAME_LENGTH = 3;

/**
 * Takes a command line's parameters out of an error: libraries put the line into their messages, and `AT+CPIN="1234"`
 * has a PIN in it. The line becomes its command's name, and each parameter a mark.
 */
export function atLineCleaner(line: string, name: string): (facts: ErrorFacts) => ErrorFacts {
  return (facts) => {
    if (typeof line !== 'string') return facts;
    const parts = secretParts(line, name);
    const clean = (text: string) =>
      parts.reduce((cleaned, [part, mark]) => cleaned.replaceAll(part, () => mark), text);
    return { ...facts, message: clean(facts.message), stack: clean(facts.stack) };
  };
}

/** What is replaced, longest first: the line, what follows its name, and the values in that. */
function secretParts(line: string, name: string): readonly (readonly [string, string])[] {
  const trimmed = line.trim();
  const parameters = trimmed.slice(parametersAt(trimmed, name));
  const values = parameters.split(/["',;=\r\n]/).map((value) => value.replaceAll('\x1a', '').trim());
  return [
    [trimmed, name] as const,
    ...[parameters, ...values].map((value) => [value, REDACTED] as const),
  ].filter(([part]) => part !== '' && part !== name && part.length >= SHORTEST);
}

/** Where the parameters begin: after `=`, in a basic command after `AT` and its letter; at the end where there are none. */
function parametersAt(line: string, name: string): number {
  const equals = line.indexOf('=');
  if (equals >= 0) return equals + 1;
  return name.length === BASIC_NAME_LENGTH ? BASIC_NAME_LENGTH : line.length;
}
