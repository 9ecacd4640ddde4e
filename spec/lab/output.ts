import { EventEmitter } from 'node:events';
import type { CommandHost, OutputStream } from '../../lib/lab';

/** A stream that keeps what is written to it, and closes when told to. */
export class CollectedOutput implements OutputStream {
  text = '';
  readonly #events = new EventEmitter();

  constructor(
    readonly isTTY = false,
    readonly columns?: number,
    readonly rows?: number,
  ) {}

  write(text: string): void {
    this.text += text;
  }

  on(event: 'error', listener: (error: Error) => void): void {
    this.#events.on(event, listener);
  }

  off(event: 'error', listener: (error: Error) => void): void {
    this.#events.off(event, listener);
  }

  /** The reader is gone, as after `| head`, or what is written cannot be kept for another reason. */
  break(code = 'EPIPE'): void {
    this.#events.emit('error', Object.assign(new Error(code), { code }));
  }

  get listenerCount(): number {
    return this.#events.listenerCount('error');
  }

  get lines(): readonly string[] {
    return this.text.split('\n').filter((line) => line !== '');
  }
}

/** Stands in for the process. */
export class FakeHost implements CommandHost {
  readonly stdout: CollectedOutput;
  readonly stderr = new CollectedOutput();
  readonly exits: number[] = [];
  readonly #signals = new EventEmitter();

  constructor(
    readonly env: NodeJS.ProcessEnv = {},
    isTTY = false,
  ) {
    this.stdout = new CollectedOutput(isTTY);
  }

  on(signal: NodeJS.Signals, listener: () => void): void {
    this.#signals.on(signal, listener);
  }

  off(signal: NodeJS.Signals, listener: () => void): void {
    this.#signals.off(signal, listener);
  }

  exit(code: number): void {
    this.exits.push(code);
  }

  /** Sends the process a signal. */
  raise(signal: NodeJS.Signals): void {
    this.#signals.emit(signal);
  }

  get signalListeners(): number {
    return this.#signals.listenerCount('SIGINT') + this.#signals.listenerCount('SIGTERM');
  }
}
