import {
  type Attributes,
  type Context,
  type Link,
  type SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';
import type { SamplingRule } from '../../config';

/** A sampler that can be told the share of a trace's root. */
export interface RootSampler extends Sampler {
  /** Decides on a trace that begins, of which this share is to be kept, 0 to 1. */
  sampleRoot(traceId: string, share: number): SamplingResult;
}

/** So many names are remembered with what the rules say of them. */
const MOST_NAMES = 1_000;

/** None that is longer, in UTF-16 code units. */
const MAX_LENGTH = 1_024;

const DROPPED: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/**
 * Applies rules on the names of spans; the first that matches counts. The root of a trace is kept in the rule's share,
 * whatever the sampler's own is. A span below it is dropped with what is not in the share, and everything that is started
 * below a span that was dropped goes with it: nothing is orphaned. What no rule names is the sampler's.
 */
export class RuleSampler implements Sampler {
  readonly #rules: readonly { readonly pattern: RegExp; readonly share: number }[];
  readonly #sampler: RootSampler;
  readonly #random: () => number;
  readonly #shares = new Map<string, number | undefined>();

  /** @param random 0 up to 1 */
  constructor(rules: readonly SamplingRule[], sampler: RootSampler, random: () => number = Math.random) {
    this.#rules = rules.map(({ name, share }) => ({ pattern: patternOf(name), share }));
    this.#sampler = sampler;
    this.#random = random;
  }

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const share = this.#shareOf(name);
    if (trace.getSpanContext(context)?.traceId !== traceId) {
      if (share !== undefined) return this.#sampler.sampleRoot(traceId, share);
    } else if (isBelowDropped(context)) return DROPPED;
    else if (share !== undefined && this.#random() >= share) return DROPPED;
    return this.#sampler.shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `RuleSampler{${this.#sampler.toString()}}`;
  }

  #shareOf(name: string): number | undefined {
    if (this.#shares.has(name)) return this.#shares.get(name);
    const share = this.#rules.find(({ pattern }) => pattern.test(name))?.share;
    if (name.length > MAX_LENGTH) return share;
    if (this.#shares.size >= MOST_NAMES) this.#shares.clear();
    this.#shares.set(name, share);
    return share;
  }
}

/** The parent stands for a span of this process that was not recorded. One that has ended was. */
function isBelowDropped(context: Context): boolean {
  const span = trace.getSpan(context);
  if (span === undefined || span.isRecording() || 'ended' in span) return false;
  const { isRemote, traceFlags } = span.spanContext();
  return !isRemote && (traceFlags & TraceFlags.SAMPLED) === 0;
}

/** A `*` stands for any text, everything else for itself; case counts, as it does in names. */
function patternOf(name: string): RegExp {
  const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${name.split('*').map(literal).join('.*')}$`, 's');
}
