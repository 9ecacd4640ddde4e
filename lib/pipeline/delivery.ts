import { diag } from '@opentelemetry/api';
import type { ExportFailure } from './export-failure';

/** What is exported by itself, as OTLP names it. */
export type Signal = 'traces' | 'metrics' | 'logs';

/** The wire formats of OTLP that the exporters speak. */
export type OtlpProtocol = 'grpc' | 'http/protobuf' | 'http/json';

/** How an exporter sends: over OTLP, or spans as Zipkin takes them or for people to read. */
export type ExportProtocol = OtlpProtocol | 'zipkin' | 'console';

/** How the export of one signal goes; a snapshot. */
export interface ExporterStatus {
  readonly signal: Signal;
  /** Where to, without credentials; `stdout` for the console. */
  readonly endpoint: string;
  readonly protocol: ExportProtocol;
  /** `idle` until the first export has ended. */
  readonly state: 'idle' | 'ok' | 'failing';
  /** Why the last export failed, while `state` is `failing`. */
  readonly lastError?: string;
  /** Spans, log records or pushes that the backend took. */
  readonly delivered: number;
  /** Spans, log records or pushes that were given up. */
  readonly dropped: number;
}

/** Where a signal goes, for people. */
export interface DeliveryTarget {
  readonly signal: Signal;
  /** Without credentials. */
  readonly endpoint: string;
  readonly protocol: ExportProtocol;
}

/** Told by an exporting queue what becomes of the data of one signal. */
export interface DeliveryTracker {
  /** The backend took `count` items. */
  succeeded(count: number): void;
  /** An export failed; the data is kept for another try or was given up (then {@link dropped} says how much). */
  failed(failure: ExportFailure): void;
  /** `count` items were given up for `reason`. */
  dropped(count: number, reason: string): void;
}

/** What the lines about an exporter call it. */
const NAMES: Readonly<Record<ExportProtocol, string>> = {
  grpc: 'OTLP export',
  'http/protobuf': 'OTLP export',
  'http/json': 'OTLP export',
  zipkin: 'Zipkin export',
  console: 'Console export',
};

interface Endpoint {
  /** The kinds of failure that were told since the endpoint last took everything. */
  readonly told: Set<string>;
  readonly failing: Set<Tracker>;
  dropped: number;
}

/** The reason under which a queue that is full gives up its oldest items; OTel's own value of `error.type`. */
export const QUEUE_FULL = 'queue_full';

/** The reason under which a shutdown gives up what the backend has not taken by its end. */
export const UNDELIVERED_AT_SHUTDOWN = 'shutdown';

/**
 * Keeps how the exports of a pipeline go and tells it: one diagnostic line for a cause, however many signals meet it,
 * and one when all of them are through again. A cause is a backend and a kind of failure.
 */
export class DeliveryReporter {
  readonly #log = diag.createComponentLogger({ namespace: 'cardlink/pipeline' });
  readonly #redact: (text: string) => string;
  readonly #whileFailing: (target: DeliveryTarget) => string;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #trackers: Tracker[] = [];

  /**
   * @param redact what every text passes before it is told or kept (a backend's answer may quote a header)
   * @param whileFailing what happens to the data while a backend stays away, as a sentence
   */
  constructor(redact: (text: string) => string, whileFailing: (target: DeliveryTarget) => string) {
    this.#redact = redact;
    this.#whileFailing = whileFailing;
  }

  /** Starts to follow one signal. */
  track(target: DeliveryTarget): DeliveryTracker {
    const authority = authorityOf(target.endpoint);
    const key = `${NAMES[target.protocol]} ${authority}`;
    const endpoint = this.#endpoints.get(key) ?? { told: new Set(), failing: new Set(), dropped: 0 };
    this.#endpoints.set(key, endpoint);
    const tracker = new Tracker({
      target,
      authority,
      endpoint,
      whileFailing: this.#whileFailing(target),
      redact: this.#redact,
      tell: (text) => this.#tell(text),
    });
    this.#trackers.push(tracker);
    return tracker;
  }

  /** How each signal's export goes now. */
  states(): readonly ExporterStatus[] {
    return this.#trackers.map((tracker) => tracker.snapshot());
  }

  #tell(text: string): void {
    try {
      this.#log.warn(this.#redact(text));
    } catch {
      // A host's diag logger that throws must not reach the timer or the span this was told from; and there is no
      // other place left to tell it.
    }
  }
}

interface TrackerParts {
  readonly target: DeliveryTarget;
  readonly authority: string;
  readonly endpoint: Endpoint;
  readonly whileFailing: string;
  readonly redact: (text: string) => string;
  readonly tell: (text: string) => void;
}

class Tracker implements DeliveryTracker {
  readonly #parts: TrackerParts;
  #state: ExporterStatus['state'] = 'idle';
  #lastError = '';
  #delivered = 0;
  #dropped = 0;

  constructor(parts: TrackerParts) {
    this.#parts = parts;
  }

  succeeded(count: number): void {
    this.#delivered += count;
    this.#state = 'ok';
    const { target, authority, endpoint, tell } = this.#parts;
    endpoint.failing.delete(this);
    if (endpoint.failing.size > 0 || endpoint.told.size === 0) return;
    const lost = endpoint.dropped === 0 ? 'nothing was dropped' : `${endpoint.dropped} items were dropped`;
    endpoint.told.clear();
    endpoint.dropped = 0;
    tell(`${NAMES[target.protocol]} to ${authority} has resumed; ${lost} meanwhile`);
  }

  failed({ retryable, type, reason }: ExportFailure): void {
    const { target, authority, endpoint, whileFailing, redact } = this.#parts;
    this.#state = 'failing';
    this.#lastError = redact(reason);
    endpoint.failing.add(this);
    const verb = retryable ? 'fails' : 'is refused';
    const consequence = retryable ? whileFailing : 'What was sent is dropped and counted.';
    this.#tellOnce(
      type,
      `${NAMES[target.protocol]} to ${authority} ${verb}: ${reason} (seen with ${target.signal}). ${consequence}`,
    );
  }

  dropped(count: number, reason: string): void {
    const { target, authority, endpoint } = this.#parts;
    this.#dropped += count;
    endpoint.dropped += count;
    if (reason !== QUEUE_FULL) return;
    this.#tellOnce(
      `${target.signal} ${QUEUE_FULL}`,
      `the queue of ${target.signal} for ${authority} is full: the oldest are dropped and counted (GP_OTLP_QUEUE_SIZE and GP_OTLP_QUEUE_BYTES bound it)`,
    );
  }

  snapshot(): ExporterStatus {
    const { signal, endpoint, protocol } = this.#parts.target;
    const lastError = this.#state === 'failing' ? { lastError: this.#lastError } : {};
    const counts = { delivered: this.#delivered, dropped: this.#dropped };
    return { signal, endpoint, protocol, state: this.#state, ...lastError, ...counts };
  }

  #tellOnce(cause: string, text: string): void {
    const { endpoint, tell } = this.#parts;
    if (endpoint.told.has(cause)) return;
    endpoint.told.add(cause);
    tell(text);
  }
}

/** Scheme, host and port: signals that go to one backend by different paths share its failures. */
function authorityOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).origin : endpoint;
}
