import { type Alternative, parseAlternatives } from '../http';
import type { EscapingScheme } from './escaping';
import { TEXT_CONTENT_TYPE } from './text';

/** The formats of an exposition: Prometheus's text 0.0.4, OpenMetrics 1.0.0, length-delimited protobuf. */
export type ExpositionFormat = 'text' | 'openmetrics' | 'protobuf';

/** What a scrape is answered with. */
export interface Negotiated {
  readonly format: ExpositionFormat;
  /** What becomes of names that the older formats cannot carry. */
  readonly escaping: EscapingScheme;
  /** As Prometheus's Go library writes it, `; escaping=` included. */
  readonly contentType: string;
}

export interface NegotiationOptions {
  /** What can be served; by default all. Text can always, and is what nobody asked otherwise gets. */
  readonly formats?: readonly ExpositionFormat[];
}

type Offer = Pick<Negotiated, 'format' | 'contentType'>;

const TEXT: Offer = { format: 'text', contentType: TEXT_CONTENT_TYPE };

const PROTOBUF: Offer = {
  format: 'protobuf',
  contentType: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
};

/** Both versions are the same text; Prometheus's Go library takes the older one where none is asked for. */
const OPENMETRICS_BY_VERSION: ReadonlyMap<string, Offer> = new Map([
  ['1.0.0', openMetrics('1.0.0')],
  ['0.0.1', openMetrics('0.0.1')],
  ['', openMetrics('0.0.1')],
]);

const TEXT_BY_VERSION: ReadonlyMap<string, Offer> = new Map([
  ['0.0.4', TEXT],
  ['', TEXT],
]);

type Parameters = Alternative['parameters'];

/** What is offered to who asks for a media type with these parameters. */
const OFFERS: ReadonlyMap<string, (parameters: Parameters) => Offer | undefined> = new Map([
  ['text/plain', (parameters: Parameters) => TEXT_BY_VERSION.get(parameters.get('version') ?? '')],
  [
    'application/openmetrics-text',
    (parameters: Parameters) => OPENMETRICS_BY_VERSION.get(parameters.get('version') ?? ''),
  ],
  [
    'application/vnd.google.protobuf',
    (parameters: Parameters) =>
      parameters.get('proto') === 'io.prometheus.client.MetricFamily' &&
      parameters.get('encoding') === 'delimited'
        ? PROTOBUF
        : undefined,
  ],
]);

const SCHEMES: ReadonlyMap<string, EscapingScheme> = new Map(
  (['underscores', 'dots', 'values', 'allow-utf-8'] as const).map((scheme) => [scheme, scheme]),
);

/** A type and a subtype; Java's own client sends a single asterisk too. */
const MEDIA_RANGE = /^(?:[^/]+\/[^/]+|\*)$/;

/** What holds where a scrape asks for no scheme. */
export const DEFAULT_SCHEME: EscapingScheme = 'underscores';

/**
 * Chooses a format by `Accept`, as Prometheus's Go library does (`expfmt.NegotiateIncludingOpenMetrics`), so that a
 * scraper meets here what it meets elsewhere. The alternatives count in the order of their quality; a wildcard, which
 * prefers nothing, comes last and means text. `escaping` is that of the last alternative looked at which names a known
 * scheme, be it one that cannot be served: `text/plain;version=1.0.0;escaping=allow-utf-8` gets text 0.0.4 with UTF-8
 * names. Other than the Go library it takes a quality of 0 for the refusal that it is (RFC 9110, 12.4.2), and reads
 * names in any case and values in quotes.
 *
 * Never throws: whatever the header is, where nothing in it can be served the answer is text.
 */
export function negotiate(accept: string | undefined, options: NegotiationOptions = {}): Negotiated {
  let escaping = DEFAULT_SCHEME;
  for (const { name, parameters } of inOrderOfPreference(accept ?? '')) {
    escaping = SCHEMES.get(parameters.get('escaping') ?? '') ?? escaping;
    const offer = OFFERS.get(name)?.(parameters);
    if (offer !== undefined && canServe(offer, options)) return withEscaping(offer, escaping);
  }
  return withEscaping(TEXT, escaping);
}

function inOrderOfPreference(accept: string): readonly Alternative[] {
  return parseAlternatives(accept)
    .filter(({ name, quality }) => quality > 0 && MEDIA_RANGE.test(name))
    .sort((a, b) => Number(a.name.includes('*')) - Number(b.name.includes('*')) || b.quality - a.quality);
}

function canServe({ format }: Offer, { formats }: NegotiationOptions): boolean {
  return format === 'text' || formats === undefined || formats.includes(format);
}

function withEscaping({ format, contentType }: Offer, escaping: EscapingScheme): Negotiated {
  return { format, escaping, contentType: `${contentType}; escaping=${escaping}` };
}

function openMetrics(version: string): Offer {
  return {
    format: 'openmetrics',
    contentType: `application/openmetrics-text; version=${version}; charset=utf-8`,
  };
}
