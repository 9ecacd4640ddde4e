import { diag } from '@opentelemetry/api';
import { delay, settledWithin } from './deadline';
import { errorMessage } from './error-message';

/** What the application does when the SDK shuts down: close its servers, say. Errors are reported, not thrown. */
export type ShutdownHook = () => Promise<void> | void;

/** What a shutdown takes down, in this order. Each part gets the milliseconds that are left of the whole. */
export interface ShutdownSteps {
  /** The application's own hooks; its servers are its own. Read when they run, after the drain delay. */
  readonly hooks: ReadonlySet<ShutdownHook>;
  /** Sessions that are still open end, so that their spans are not lost. */
  readonly endSessions: () => void;
  /** Spans and logs go out, then the last metrics. */
  readonly stopTelemetry: (timeoutMs: number) => Promise<void>;
  /** The endpoints close last: liveness is answered to the end. */
  readonly stopEndpoints: () => Promise<void>;
  /** What was logged until then gets to its outputs. */
  readonly endLogging: (timeoutMs: number) => Promise<void>;
}

/** The hooks' share of the deadline; the rest is for what they leave to be sent. */
const HOOKS_SHARE = 0.4;

/** How long a shutdown takes, in milliseconds. */
export interface ShutdownTimes {
  /** How long load balancers get to see that readiness is 503, before anything is taken down. */
  readonly drainDelayMs: number;
  /** The bound on everything after that. */
  readonly timeoutMs: number;
}

/** Runs an orderly shutdown: `drainDelayMs`, and then the steps within `timeoutMs`. It never rejects. */
export async function runShutdown(
  { drainDelayMs, timeoutMs }: ShutdownTimes,
  steps: ShutdownSteps,
): Promise<void> {
  if (drainDelayMs > 0) await delay(drainDelayMs);
  const deadlineMs = performance.now() + timeoutMs;
  const remainingMs = () => deadlineMs - performance.now();
  const within = (name: string, limitMs: number, work: () => Promise<unknown>) =>
    settledWithin(limitMs, promised(work), (error) => report(name, error)).then((inTime) => {
      if (!inTime)
        diag.warn(`shutdown: ${name} did not end within ${Math.round(limitMs)} ms and was left behind`);
    });
  if (steps.hooks.size > 0) {
    await within('onShutdown hooks', timeoutMs * HOOKS_SHARE, () => runHooks(steps.hooks));
  }
  attempt('ending sessions', steps.endSessions);
  await within('telemetry', remainingMs(), () => steps.stopTelemetry(remainingMs()));
  await within('endpoints', Math.max(remainingMs(), LEAST_MS), steps.stopEndpoints);
  const logsMs = Math.max(remainingMs(), LEAST_MS);
  await within('logs', logsMs + LEAST_MS, () => steps.endLogging(logsMs));
}

/** Closing sockets and writing a few lines need next to nothing, but not nothing. */
const LEAST_MS = 100;

/** Runs the hooks side by side. A failure is reported when it happens: another hook may never end. */
async function runHooks(hooks: ReadonlySet<ShutdownHook>): Promise<void> {
  await Promise.all(
    [...hooks].map((hook) => promised(hook).catch((error) => report('an onShutdown hook', error))),
  );
}

/** Calls `work` so that what it throws becomes a rejection. */
async function promised(work: () => unknown): Promise<unknown> {
  return work();
}

/** Runs a step of a shutdown. What it throws is reported, so that the next step is taken all the same. */
export function attempt(name: string, step: () => void): void {
  try {
    step();
  } catch (error) {
    report(name, error);
  }
}

function report(name: string, error: unknown): void {
  diag.error(`shutdown: ${name} failed: ${errorMessage(error)}`);
}
