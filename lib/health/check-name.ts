import { type Clean, cleanText } from './clean-details';

const LONGEST_NAME = 100;

/** A name as the registry keeps it, whatever was given as one. */
export function nameOf(name: unknown): string {
  try {
    return String(name);
  } catch {
    return 'unnamed';
  }
}

/** A name as it is shown, and as a label has it: cleaned, on one line, and short. Never empty. */
export function shownName(name: string, clean: Clean): string {
  const line = oneLine(cleanText(name, clean)).trim();
  if (line === '') return 'unnamed';
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME)}…` : line;
}

/** The text without line ends and control characters: nothing forges a line or reaches into a terminal. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal or forge a line
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
