import { type MeterProvider, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { Clock, type CreateProvider } from '../play';
import { PulledReader } from '../pulled-reader';

/** A difference that is seen by other means than a program. */
export interface DifferenceBeyondPrograms {
  readonly name: string;
  readonly reason: string;
  /** What is seen with a provider; something else with the stock one than with ours. */
  readonly seen: (createProvider: CreateProvider) => Promise<unknown>;
}

interface Made {
  readonly provider: MeterProvider;
  readonly readers: readonly PulledReader[];
}

function make(createProvider: CreateProvider, count = 1): Made {
  const readers = Array.from({ length: count }, () => new PulledReader({ temporality: 'cumulative' }));
  return { provider: createProvider({ views: [], readers, clock: new Clock() }), readers };
}

/** The data points that a reader collects. */
async function points(reader: PulledReader | undefined) {
  const collected = await reader?.collect();
  const scopes = collected?.resourceMetrics.scopeMetrics ?? [];
  return scopes.flatMap(({ metrics }) =>
    metrics.flatMap(({ dataPoints }) => dataPoints as readonly object[]),
  );
}

const IN_A_SPAN = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
});

export const BEYOND_PROGRAMS: readonly DifferenceBeyondPrograms[] = [
  {
    name: 'exemplars',
    reason: 'A measurement in a sampled span is kept as an exemplar of its point; no JavaScript SDK does so.',
    seen: async (createProvider) => {
      const { provider, readers } = make(createProvider);
      provider.getMeter('m').createCounter('a').add(1, {}, IN_A_SPAN);
      return (await points(readers[0])).map((point) => 'exemplars' in point);
    },
  },
  {
    name: 'own-attributes',
    reason:
      'Attributes are copied: a caller that uses its object again records another series. The stock SDK keeps the ' +
      'object, so that the earlier series changes its name.',
    seen: async (createProvider) => {
      const { provider, readers } = make(createProvider);
      const counter = provider.getMeter('m').createCounter('a');
      const attributes = { k: 'x' };
      counter.add(1, attributes);
      attributes.k = 'y';
      counter.add(2, attributes);
      return (await points(readers[0])).map((point) =>
        'attributes' in point ? point.attributes : undefined,
      );
    },
  },
  {
    name: 'joined-collections',
    reason:
      'Collections that are asked for at once share one round of callbacks; in the stock SDK each calls all of them, ' +
      'and totals that change meanwhile seem to go back.',
    seen: async (createProvider) => {
      const { provider, readers } = make(createProvider, 2);
      let calls = 0;
      const counter = provider.getMeter('m').createObservableCounter('a');
      counter.addCallback((result) => {
        calls += 1;
        result.observe(calls);
      });
      await Promise.all(readers.map(points));
      return calls;
    },
  },
];
