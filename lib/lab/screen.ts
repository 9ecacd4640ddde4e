import { fitLine } from './view';

/** A stream to print on: stdout or stderr, or a collector in a test. */
export interface OutputStream {
  write(text: string): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

const CURSOR_UP = (lines: number): string => (lines > 0 ? `\x1b[${lines}A` : '');
const TO_LINE_START = '\r';
const ERASE_BELOW = '\x1b[J';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** Prints on a stream that may close at any time (`| head`): after that it is silent, and says so once. */
export class Printer {
  readonly #stream: OutputStream;
  readonly #onClosed: () => void;
  #closed = false;
  #drawnLines = 0;

  constructor(stream: OutputStream, onClosed: () => void) {
    this.#stream = stream;
    this.#onClosed = onClosed;
    stream.on('error', this.#onError);
  }

  /** Prints lines that stay. */
  print(lines: readonly string[]): void {
    if (lines.length > 0) this.#write(`${lines.join('\n')}\n`);
  }

  /** Draws lines in place of those drawn before; for a terminal only. What does not fit on it is cut off. */
  draw(lines: readonly string[]): void {
    const { columns = DEFAULT_COLUMNS, rows = DEFAULT_ROWS } = this.#stream;
    const shown = lines.slice(0, rows - 1).map((line) => fitLine(line, columns));
    const hide = this.#drawnLines === 0 ? HIDE_CURSOR : '';
    this.#write(
      `${hide}${TO_LINE_START}${CURSOR_UP(this.#drawnLines)}${ERASE_BELOW}${shown.map((line) => `${line}\n`).join('')}`,
    );
    this.#drawnLines = shown.length;
  }

  /** Takes away what was drawn, for good: what is printed next stands in its place. */
  clear(): void {
    if (this.#drawnLines === 0) return;
    this.#write(`${TO_LINE_START}${CURSOR_UP(this.#drawnLines)}${ERASE_BELOW}${SHOW_CURSOR}`);
    this.#drawnLines = 0;
  }

  /** Lets the stream go. A stream that closed stays silent. */
  release(): void {
    this.clear();
    if (!this.#closed) this.#stream.off('error', this.#onError);
  }

  readonly #onError = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClosed();
  };

  #write(text: string): void {
    if (this.#closed) return;
    this.#stream.write(text);
  }
}
