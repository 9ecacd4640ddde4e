import { writeSync } from 'node:fs';
import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { registeredWithApi } from '../metrics';
import type { Redactor } from '../redaction';

const PREFIX = 'cardlink observability: ';

/** How many distinct messages are remembered; the oldest is forgotten first, and would then be told again. */
const REMEMBERED_MESSAGES = 256;

const MAX_LINE_LENGTH = 2_000;
/** What is read of a longer line: more than is shown, so that no secret is cut in two where it can be seen. */
const MAX_READ_LENGTH = 16_000;
const STDERR = 2;

/** Where diagnostic lines go. */
export type WriteLine = (line: string) => void;

/**
 * Makes OTel's diagnostics, ours among them, visible on stderr: warnings and errors, one line each, every distinct
 * message once, redacted. A host that has set a diag logger keeps it, and nothing is done. Returns what takes it back.
 */
export function installDiagnostics(
  redactor: Pick<Redactor, 'text'>,
  write: WriteLine = writeToStderr,
): () => void {
  if (registeredWithApi('diag') !== undefined) return () => {};
  diag.setLogger(createStderrLogger(redactor, write), {
    logLevel: DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
  const ours = registeredWithApi('diag');
  return () => {
    if (registeredWithApi('diag') === ours) diag.disable();
  };
}

/** A diag logger that writes lines; it never throws, whatever is logged and wherever the line goes. */
export function createStderrLogger(
  redactor: Pick<Redactor, 'text'>,
  write: WriteLine = writeToStderr,
): DiagLogger {
  const told = new Set<string>();
  const tell = (...parts: unknown[]): void => {
    try {
      const message = redactor.text(oneLine(parts)).slice(0, MAX_LINE_LENGTH);
      if (told.has(message)) return;
      remember(told, message);
      write(`${PREFIX}${message}\n`);
    } catch {
      // stderr may be closed or full, and an argument may throw when turned into text: there is nowhere left to say so.
    }
  };
  return { error: tell, warn: tell, info: tell, debug: tell, verbose: tell };
}

function remember(told: Set<string>, message: string): void {
  if (told.size >= REMEMBERED_MESSAGES) {
    for (const oldest of told) {
      told.delete(oldest);
      break;
    }
  }
  told.add(message);
}

/** The component's name, which stands first, is left out: the reader of the line is no developer of ours. */
function oneLine(parts: readonly unknown[]): string {
  const [first, ...rest] = parts;
  const ours = typeof first === 'string' && first.startsWith('cardlink/') && rest.length > 0;
  return (ours ? rest : parts).map(textOf).join(' ').replace(/\s+/g, ' ').trim().slice(0, MAX_READ_LENGTH);
}

function textOf(part: unknown): string {
  if (part instanceof Error) return part.message;
  return typeof part === 'object' && part !== null ? JSON.stringify(part) : String(part);
}

/** Synchronous, because a stream on a closed pipe reports by an event that would end the process. */
function writeToStderr(line: string): void {
  writeSync(STDERR, line);
}
