import { setTimeout as delay } from 'node:timers/promises';
import { Lab, LabError, type LabOptions } from './lab';
import { createReporter, type Reporter } from './reporters';
import { type OutputStream, Printer } from './screen';

/** How a lab is run from the command line. */
export interface RunLabOptions extends Omit<LabOptions, 'env'> {
  /** How long, in milliseconds; until it is told to stop, by default. */
  readonly durationMs?: number | undefined;
  /** One JSON object a line instead of text. */
  readonly json: boolean;
}

/** What a command runs in: the process, or a stand-in for it in tests. */
export interface CommandHost {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: NodeJS.ProcessEnv;
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  /** Ends the process at once. */
  exit(code: number): void;
}

const END_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const INTERRUPTED = 130;
const FAILED = 1;

/** Runs a lab to its end and returns the exit code: 0, or 1 when it could not start. */
export async function runLab(options: RunLabOptions, host: CommandHost): Promise<number> {
  const stop = new AbortController();
  const printer = new Printer(host.stdout, () => stop.abort());
  const errors = new Printer(host.stderr, () => undefined);
  const reporter = createReporter(printer, { json: options.json, isTTY: host.stdout.isTTY === true });
  const onSignal = () => {
    if (stop.signal.aborted) host.exit(INTERRUPTED);
    else {
      stop.abort();
      reporter.stopping();
    }
  };
  for (const signal of END_SIGNALS) host.on(signal, onSignal);
  try {
    const lab = await Lab.start({ ...options, env: host.env });
    reporter.start(lab.facts, options.seed);
    await report(lab, reporter, stop.signal, options.durationMs);
    reporter.end(await lab.stop());
    return 0;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    errors.print([error.message]);
    return FAILED;
  } finally {
    for (const signal of END_SIGNALS) host.off(signal, onSignal);
    printer.release();
    errors.release();
  }
}

/** Tells the reporter how the lab fares until it is stopped or its time is over. */
async function report(
  lab: Lab,
  reporter: Reporter,
  signal: AbortSignal,
  durationMs: number | undefined,
): Promise<void> {
  const endMs = performance.now() + (durationMs ?? Number.POSITIVE_INFINITY);
  while (!signal.aborted) {
    const remainingMs = endMs - performance.now();
    if (remainingMs <= 0) return;
    // The signal ends the wait: not a failure.
    await delay(Math.min(reporter.intervalMs, remainingMs), undefined, { signal }).catch(() => undefined);
    if (!signal.aborted && performance.now() < endMs) reporter.update(await lab.state());
  }
}
