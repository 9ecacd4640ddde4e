import { performance } from 'node:perf_hooks';
import { diag } from '@opentelemetry/api';
import { defaultOf } from '../config';
import { plainText, type Route, type RouteAnswer, type RouteRequest, type RouteResponse } from '../http';
import {
  SCRAPE_ERROR_TYPE_VALUE_CLIENT_DISCONNECT,
  SCRAPE_ERROR_TYPE_VALUE_COLLECTION_FAILED,
  SCRAPE_ERROR_TYPE_VALUE_OTHER,
} from '../semconv';
import { CollectionError, describeError } from './collection-error';
import type { EscapingScheme } from './escaping';
import { type ExpositionFormat, type Negotiated, negotiate } from './negotiation';
import { scrapeLimits } from './scrape-limits';

/** What of the metrics is to be shown, and how. */
export interface ExpositionRequest {
  /** By default text 0.0.4. */
  readonly format?: ExpositionFormat;
  /** What becomes of names beyond the old kind, which only some translation strategies give; by default underscores. */
  readonly escaping?: EscapingScheme;
  /** Names of families or of their lines; by default all is shown. */
  readonly names?: readonly string[];
  /** Aborted when nobody waits for it any more: what is not rendered by then need not be. */
  readonly signal?: AbortSignal;
}

/** A finished exposition, and what is in it. */
export interface RenderedExposition {
  /** In the order in which they are sent. They may be sent to several who asked together: nobody may write to them. */
  readonly chunks: readonly Uint8Array[];
  /**
   * Says that the chunks are not needed any more: a later exposition is written over them. Who does not say so has them
   * for good.
   */
  readonly release: () => void;
  readonly families: number;
  /** Label sets, a histogram's lines together counting as one. */
  readonly series: number;
  /** Callbacks and producers that failed, whose metrics are missing. */
  readonly failures: number;
}

/** What a metrics route shows: a `PrometheusReader`, or what stands for one in a test. */
export interface MetricsSource {
  /** The metrics of now; rejects with a `CollectionError` when there is nothing to show. */
  exposition(request: ExpositionRequest): Promise<RenderedExposition>;
}

/** What is known of a scrape, however it went. */
interface Scrape {
  /** The one that was asked for. */
  readonly format: ExpositionFormat;
  /** To collect and to render, without sending. */
  readonly durationSeconds: number;
}

/** A scrape that gave metrics. */
export interface ServedScrape extends Scrape, Omit<RenderedExposition, 'chunks' | 'release'> {
  readonly kind: 'served';
  /** Of the body, before any encoding. */
  readonly bytes: number;
  /** Whether some families alone were asked for, by `?name[]=`. */
  readonly isSelection: boolean;
}

/** A scrape that gave none. */
export interface FailedScrape extends Scrape {
  readonly kind: 'failed';
  readonly errorType:
    | typeof SCRAPE_ERROR_TYPE_VALUE_COLLECTION_FAILED
    | typeof SCRAPE_ERROR_TYPE_VALUE_CLIENT_DISCONNECT
    | typeof SCRAPE_ERROR_TYPE_VALUE_OTHER;
}

/** How one scrape went. */
export type ScrapeOutcome = ServedScrape | FailedScrape;

export interface MetricsRouteOptions {
  /** By default `/metrics`. A missing leading slash is added. */
  readonly path?: string | undefined;
  /** When false the route answers 503 and says so, and nothing is collected. By default true. */
  readonly enabled?: boolean | undefined;
  /** Scrapes in flight, slow readers among them; a further one is answered 503. By default 32. */
  readonly maxRequests?: number | undefined;
  /**
   * How long a scrape may take before it is answered 503, and again how long its reader may. By default 10,000, the
   * scrape timeout that Prometheus has.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Told of every scrape that was let in, when it is rendered or has failed; not of one whose time was over, of which
   * `onAnswer` is told. What it throws is told to `diag`.
   */
  readonly onScrape?: ((outcome: ScrapeOutcome) => void) | undefined;
  /** Told of every answer, those to requests that were not let in (401, 405, 503) among them. */
  readonly onAnswer?: ((answer: RouteAnswer) => void) | undefined;
  /** Cleans the reason of a failure before it is shown: a callback's error may quote what nobody should read. */
  readonly redact?: ((text: string) => string) | undefined;
}

/** As Prometheus's Go library has it. */
const NAME_PARAMETER = 'name[]';

/** The longest reason that a 500 shows. */
const MAX_REASON_LENGTH = 300;

const DISABLED = plainText(503, 'Metrics are disabled (metrics.enabled, GP_METRICS_ENABLED).');

/**
 * The route of `/metrics`: the exposition in the format that `Accept` asks for, of all families or of those that
 * `?name[]=` (repeated) names; 503 when metrics are disabled, when too many ask at once, and when it takes too long; 500
 * with the reason, and no data, when they could not be collected. HEAD collects nothing. It asks for credentials where
 * the server has an authenticator.
 *
 * @throws RangeError when a limit is none that can be kept to
 */
export function createMetricsRoute(
  source: MetricsSource | undefined,
  options: MetricsRouteOptions = {},
): Route {
  const { path = defaultOf('metrics.path'), enabled = true, onScrape, onAnswer } = options;
  const redact = options.redact ?? ((text) => text);

  async function scraped(
    from: MetricsSource,
    request: RouteRequest,
    negotiated: Negotiated,
  ): Promise<RouteResponse> {
    const startedAtMs = performance.now();
    const { response, result } = await scrape(from, request, negotiated, redact);
    const durationSeconds = (performance.now() - startedAtMs) / 1_000;
    const ending = endingOf(request.signal) ?? result;
    if (ending !== 'timeout') tell(onScrape, { ...ending, format: negotiated.format, durationSeconds });
    return response;
  }

  return {
    path: path.replace(/^(?!\/)/, '/'),
    authenticate: true,
    limits: scrapeLimits(options),
    ...(onAnswer && { answered: onAnswer }),
    handle: (request) => {
      if (!enabled || source === undefined) return DISABLED;
      const negotiated = negotiate(request.headers.accept);
      return request.method === 'HEAD' ? served(negotiated) : scraped(source, request, negotiated);
    },
  };
}

/** What the host does with it is no part of the scrape. */
function tell(onScrape: MetricsRouteOptions['onScrape'], outcome: ScrapeOutcome): void {
  try {
    onScrape?.(outcome);
  } catch (error) {
    const logger = diag.createComponentLogger({ namespace: 'cardlink/prometheus' });
    logger.error(`onScrape failed: ${describeError(error)}`);
  }
}

type Result = Omit<ServedScrape, keyof Scrape> | Omit<FailedScrape, keyof Scrape>;

async function scrape(
  source: MetricsSource,
  { url, signal }: RouteRequest,
  negotiated: Negotiated,
  redact: (text: string) => string,
): Promise<{ readonly response: RouteResponse; readonly result: Result }> {
  const { format, escaping } = negotiated;
  const names = url.searchParams.getAll(NAME_PARAMETER);
  try {
    const { chunks, release, ...content } = await source.exposition({ format, escaping, names, signal });
    const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const result: Result = { kind: 'served', ...content, bytes, isSelection: names.length > 0 };
    return { response: { ...served(negotiated), body: chunks, released: release }, result };
  } catch (error) {
    const reason = redact(describeError(error)).slice(0, MAX_REASON_LENGTH);
    return { response: plainText(500, reason), result: failed(error) };
  }
}

/** The answer to HEAD, and the head of the one to GET. */
function served({ contentType }: Negotiated): RouteResponse {
  return { status: 200, headers: { 'content-type': contentType, vary: 'Accept' }, compressible: true };
}

function failed(error: unknown): Result {
  const isCollectionError = error instanceof CollectionError;
  return {
    kind: 'failed',
    errorType: isCollectionError ? SCRAPE_ERROR_TYPE_VALUE_COLLECTION_FAILED : SCRAPE_ERROR_TYPE_VALUE_OTHER,
  };
}

/** Why nobody waits any more, if that is so: whatever came of the scrape then went to nobody. */
function endingOf({ aborted, reason }: AbortSignal): Result | 'timeout' | undefined {
  if (!aborted) return undefined;
  const isTimeout = (reason as { readonly name?: unknown } | undefined)?.name === 'TimeoutError';
  return isTimeout ? 'timeout' : { kind: 'failed', errorType: SCRAPE_ERROR_TYPE_VALUE_CLIENT_DISCONNECT };
}
