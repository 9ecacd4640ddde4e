import { performance } from 'node:perf_hooks';
import { plainText, type Route, type RouteRequest, type RouteResponse } from '../http';
import { CollectionError, describeError } from './collection-error';
import type { EscapingScheme } from './escaping';
import { type ExpositionFormat, negotiate } from './negotiation';

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

/** How one scrape went. */
export interface ScrapeOutcome {
  /** 200, 500 (collection failed) or 503 (metrics are disabled). */
  readonly statusCode: number;
  readonly durationSeconds: number;
  /** Of the body, before any encoding. */
  readonly bytes: number;
  /** `collection_failed`, or `_OTHER`; absent when it went well. */
  readonly errorType?: 'collection_failed' | '_OTHER';
}

export interface MetricsRouteOptions {
  /** By default `/metrics`. A missing leading slash is added. */
  readonly path?: string | undefined;
  /** When false the route answers 503 and says so, and nothing is collected. By default true. */
  readonly enabled?: boolean | undefined;
  /** Told of every scrape that got past authentication. It must not throw. */
  readonly onScrape?: ((outcome: ScrapeOutcome) => void) | undefined;
  /** Cleans the reason of a failure before it is shown: a callback's error may quote what nobody should read. */
  readonly redact?: ((text: string) => string) | undefined;
}

export const DEFAULT_METRICS_PATH = '/metrics';

/** As Prometheus's Go library has it. */
const NAME_PARAMETER = 'name[]';

type Answer = RouteResponse & { readonly body?: string | Uint8Array } & Pick<ScrapeOutcome, 'errorType'>;

/** The longest reason that a 500 shows. */
const MAX_REASON_LENGTH = 300;

/**
 * The route of `/metrics`: the exposition in the format that `Accept` asks for, of all families or of those that
 * `?name[]=` (repeated) names; 503 when metrics are disabled; 500 with the reason, and no data, when they
 * could not be collected. It asks for credentials where the server has an authenticator.
 */
export function createMetricsRoute(
  source: MetricsSource | undefined,
  options: MetricsRouteOptions = {},
): Route {
  const enabled = options.enabled ?? true;
  const redact = options.redact ?? ((text: string) => text);
  const scraped = enabled && source !== undefined ? source : undefined;
  return {
    path: (options.path ?? DEFAULT_METRICS_PATH).replace(/^(?!\/)/, '/'),
    authenticate: true,
    handle: async (request) => {
      const startedAtMs = performance.now();
      const { errorType, ...answer } =
        scraped === undefined ? disabled() : await scrape(scraped, request, redact);
      const { body: given = '' } = answer;
      const body = typeof given === 'string' ? Buffer.from(given) : given;
      options.onScrape?.({
        statusCode: answer.status,
        durationSeconds: (performance.now() - startedAtMs) / 1_000,
        bytes: body.byteLength,
        ...(errorType === undefined ? {} : { errorType }),
      });
      return { ...answer, body };
    },
  };
}

async function scrape(
  source: MetricsSource,
  { headers, url, signal }: RouteRequest,
  redact: (text: string) => string,
): Promise<Answer> {
  try {
    const { format, escaping, contentType } = negotiate(headers.accept);
    const names = url.searchParams.getAll(NAME_PARAMETER);
    const { chunks } = await source.exposition({ format, escaping, names, signal });
    const body = Buffer.concat(chunks);
    return { status: 200, headers: { 'content-type': contentType, vary: 'Accept' }, body };
  } catch (error) {
    const errorType = error instanceof CollectionError ? 'collection_failed' : '_OTHER';
    return { ...plainText(500, redact(describeError(error)).slice(0, MAX_REASON_LENGTH)), errorType };
  }
}

function disabled(): Answer {
  return plainText(503, 'Metrics are disabled (metrics.enabled, GP_METRICS_ENABLED).');
}
