import { commandTypeOfBytes, hexByte, hexWord, parseCommand, statusWord } from '../domain';

const HEADER_LENGTH = 4;

/**
 * A C-APDU in one line, header and lengths, never its data: `SELECT 00A40400 Lc=7 Le=256`. Bytes that are no C-APDU
 * say why: `SELECT 00A40400 malformed (truncated) length=9`.
 */
export function describeCommand(bytes: Uint8Array): string {
  const command = parseCommand(bytes);
  if (bytes.length < HEADER_LENGTH) return `malformed command length=${bytes.length}`;
  const header =
    hexByte(bytes[0] ?? 0) + hexByte(bytes[1] ?? 0) + hexByte(bytes[2] ?? 0) + hexByte(bytes[3] ?? 0);
  const name = `${commandTypeOfBytes(bytes)} ${header}`;
  if (!command.ok) return `${name} malformed (${command.reason}) length=${bytes.length}`;
  const lc = command.dataLength > 0 ? ` Lc=${command.dataLength}` : '';
  const le = command.le === undefined ? '' : ` Le=${command.le}`;
  return name + lc + le;
}

/** An R-APDU in one line, length of its data and status word, never the data: `length=12 sw=9000`. */
export function describeResponse(bytes: Uint8Array): string {
  const word = statusWord(bytes);
  if (word === undefined) return `malformed response length=${bytes.length}`;
  return `length=${bytes.length - 2} sw=${hexWord(word)}`;
}
