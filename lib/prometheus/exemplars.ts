import type { Exemplar } from '../metrics';
import { attributeText } from './attribute-text';
import { assembleLabels, type LabelPair, labelSources } from './labels';

/** The most code points that the names and values of an exemplar's labels may have (OpenMetrics 1.0, "Exemplars"). */
export const MAX_EXEMPLAR_CHARACTERS = 128;

const TRACE_ID_LABEL = 'trace_id';
const SPAN_ID_LABEL = 'span_id';
const NONE: readonly Exemplar[] = [];

/** The exemplars that a data point carries; none where it has no such field, as the stock SDK's points. */
export function exemplarsOf(point: object): readonly Exemplar[] {
  const { exemplars } = point as { readonly exemplars?: unknown };
  if (!Array.isArray(exemplars)) return NONE;
  return exemplars.filter(isExemplar);
}

/** The newest of them: a counter's line has room for one. */
export function newestExemplar(exemplars: Iterable<Exemplar | undefined>): Exemplar | undefined {
  let newest: Exemplar | undefined;
  for (const exemplar of exemplars) {
    if (exemplar !== undefined && (newest === undefined || isNewer(exemplar, newest))) newest = exemplar;
  }
  return newest;
}

/**
 * The newest exemplar of each bucket, by its index; that of `+Inf` comes after those of the bounds. A value that is no
 * number belongs to no bucket.
 */
export function exemplarsByBucket(
  bounds: readonly number[],
  exemplars: readonly Exemplar[],
): readonly (Exemplar | undefined)[] {
  const byBucket: (Exemplar | undefined)[] = [];
  for (const exemplar of exemplars) {
    if (Number.isNaN(exemplar.value)) continue;
    const bucket = bucketOf(bounds, exemplar.value);
    byBucket[bucket] = newestExemplar([byBucket[bucket], exemplar]);
  }
  return byBucket;
}

/**
 * An exemplar's labels ("Exemplar Conversion" of the specification): `trace_id` and `span_id` first, then those of the
 * attributes that its series does not have, as long as all together have at most 128 characters. A label that would go
 * beyond is left out whole; so is an attribute that would take the place of the two ids.
 */
export function exemplarLabels(exemplar: Exemplar): readonly LabelPair[] {
  let charactersLeft = MAX_EXEMPLAR_CHARACTERS;
  const labels: LabelPair[] = [];
  for (const [name, value] of [...spanLabels(exemplar), ...attributeLabels(exemplar)]) {
    const characters = codePoints(name) + codePoints(value);
    if (characters > charactersLeft) continue;
    charactersLeft -= characters;
    labels.push([name, value]);
  }
  return labels;
}

function spanLabels({ traceId, spanId }: Exemplar): readonly LabelPair[] {
  const labels: readonly LabelPair[] = [
    [TRACE_ID_LABEL, attributeText(traceId)],
    [SPAN_ID_LABEL, attributeText(spanId)],
  ];
  return labels.filter(([, value]) => value !== '');
}

function attributeLabels({ filteredAttributes }: Exemplar): readonly LabelPair[] {
  try {
    const { pairs } = assembleLabels(labelSources(filteredAttributes, 'value'));
    return pairs.filter(([name]) => name !== TRACE_ID_LABEL && name !== SPAN_ID_LABEL);
  } catch {
    // Attributes of a foreign producer that cannot even be listed: the trace is worth showing without them.
    return [];
  }
}

/** A surrogate pair is one character of UTF-8; label texts have no lone halves. */
function codePoints(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) pairs += 1;
  }
  return text.length - pairs;
}

/** The first bucket whose bound the value does not exceed. */
function bucketOf(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= (bounds[middle] ?? Number.POSITIVE_INFINITY)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isNewer(a: Exemplar, b: Exemplar): boolean {
  const seconds = a.timestamp[0] - b.timestamp[0];
  return seconds === 0 ? a.timestamp[1] >= b.timestamp[1] : seconds > 0;
}

function isExemplar(candidate: unknown): candidate is Exemplar {
  if (typeof candidate !== 'object' || candidate === null) return false;
  const { value, timestamp } = candidate as Partial<Exemplar>;
  return typeof value === 'number' && Array.isArray(timestamp) && timestamp.every(Number.isFinite);
}
