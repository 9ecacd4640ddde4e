import { readFileSync } from 'node:fs';
import { unreadableRule } from '../types/text';
import { accepted, type Parsed, refused } from '../value-type';

const LONGEST_CHARACTERS = 65_536;

/**
 * The secret in a file (as Docker and Kubernetes mount them), without the newline at its end. An error says why the file
 * could not be read and never what is in it.
 */
export function readSecretFile(path: string): Parsed<string> {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    return refused(unreadableRule(error));
  }
  const secret = content.replace(/\r?\n$/, '');
  if (secret === '') return refused('must not be an empty file');
  return secret.length > LONGEST_CHARACTERS ? refused('must be a file of at most 64 KiB') : accepted(secret);
}
