import { ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { RedactingSpanProcessor } from '../../../lib/pipeline/redacting-processors';
import { RingSpanProcessor } from '../../../lib/pipeline/ring-processors';
import { chainOf, TailSampling } from '../../../lib/pipeline/sampling/tail-sampling';
import { createRedactor } from '../../../lib/redaction';
import type { Benchmark, Scale } from '../support/scale';
import { spreadOf } from '../support/statistics';
import { startStopwatch } from '../support/stopwatch';
import { formatSpread, formatTable } from '../support/table';

const FULL = { rounds: 15, traces: 20_000 } as const;
const BRIEF = { rounds: 3, traces: 2_000 } as const;
const CHILDREN = 5;
/** How many traces the ratio samplers keep: as many as the adaptive one does at 1,500 sessions a second of 6 spans. */
const SHARE = 100 / (1_500 * 6);
/** Traces made between two turns of the event loop, in which exports happen. */
const BATCH = 100;

/** One way of having spans kept. */
interface Contestant {
  readonly name: string;
  readonly tracer: Tracer;
  readonly fails?: boolean;
  kept(): number;
  end(): Promise<void>;
}

/** What a trace of six spans with eight attributes each costs, kept or dropped, up to an exporter that takes everything. */
export const samplingBenchmark: Benchmark = async ({ brief }: Scale) => {
  const scale = brief ? BRIEF : FULL;
  const contestants = createContestants();
  const times = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (const contestant of contestants) await run(contestant, scale.traces);
  for (let round = 0; round < scale.rounds; round += 1) {
    for (const contestant of contestants) {
      times.get(contestant.name)?.push(await run(contestant, scale.traces));
    }
  }
  const rows = contestants.map(({ name, kept }) => [
    name,
    formatSpread(spreadOf(times.get(name) ?? []), 2),
    ((100 * kept()) / ((scale.rounds + 1) * scale.traces * (CHILDREN + 1))).toFixed(1),
  ]);
  for (const contestant of contestants) await contestant.end();
  return [
    `sampling: ${scale.rounds} rounds of ${scale.traces} traces of ${CHILDREN + 1} spans; median (least to most).`,
    'CPU of the thread that makes the spans, up to an exporter that takes them and does nothing.',
    '',
    formatTable([['', 'µs a trace', '% kept'], ...rows]),
  ].join('\n');
};

function createContestants(): readonly Contestant[] {
  return [
    provided('spans alone, none recorded', new TraceIdRatioBasedSampler(0), []),
    recordedAlone(),
    adaptive('adaptive, dropped', { spansPerSecond: 1e-6 }),
    adaptive('adaptive at its default', { spansPerSecond: 100 }),
    adaptive('adaptive, kept', { spansPerSecond: 1e9 }),
    adaptive('adaptive, kept because failed', { spansPerSecond: 1e9, fails: true }),
    ours('ratio, ours', SHARE),
    ours('everything, ours', 1),
    stock('ratio, stock BatchSpanProcessor', SHARE),
    stock('everything, stock BatchSpanProcessor', 1),
  ];
}

function adaptive(
  name: string,
  { spansPerSecond, fails }: { spansPerSecond: number; fails?: boolean },
): Contestant {
  const { processors, kept } = ourProcessors();
  const sampling = new TailSampling({
    spansPerSecond,
    peakRate: 1,
    limits: { spans: 32_768, bytes: 32_000_000, waitMs: 600_000 },
    next: chainOf(processors),
  });
  return { ...provided(name, sampling, [sampling], kept), ...(fails && { fails }) };
}

function ours(name: string, share: number): Contestant {
  const { processors, kept } = ourProcessors();
  return provided(name, new TraceIdRatioBasedSampler(share), processors, kept);
}

function stock(name: string, share: number): Contestant {
  const { exporter, kept } = sink();
  const processor = new BatchSpanProcessor({ exporter: { ...exporter, forceFlush: async () => {} } });
  return provided(name, new TraceIdRatioBasedSampler(share), [processor], kept);
}

/** What the SDK takes to make and end spans that nobody processes: the floor for whatever decides at the end. */
function recordedAlone(): Contestant {
  return provided('spans alone, recorded', new TraceIdRatioBasedSampler(1), []);
}

function provided(
  name: string,
  sampler: Sampler,
  spanProcessors: SpanProcessor[],
  kept: () => number = () => 0,
): Contestant {
  const provider = new TracerProvider({ sampler, spanProcessors });
  return { name, tracer: provider.getTracer('bench'), kept, end: () => provider.shutdown() };
}

function ourProcessors(): { readonly processors: SpanProcessor[]; kept(): number } {
  const { exporter, kept } = sink();
  const ring = new RingSpanProcessor({
    capacity: 8_192,
    capacityBytes: 16_000_000,
    createExporter: () => exporter,
    tracker: { succeeded: () => {}, failed: () => {}, dropped: () => {} },
    watchdogMs: 10_000,
  });
  return { processors: [new RedactingSpanProcessor(createRedactor()), ring], kept };
}

function sink() {
  let count = 0;
  const exporter = {
    export: (spans: ReadableSpan[], done: (result: ExportResult) => void): void => {
      count += spans.length;
      done({ code: ExportResultCode.SUCCESS });
    },
    shutdown: async (): Promise<void> => {},
  };
  return { exporter, kept: () => count };
}

/** Makes traces and gives the microseconds of each. */
async function run({ tracer, fails }: Contestant, traces: number): Promise<number> {
  let milliseconds = 0;
  for (let made = 0; made < traces; made += BATCH) {
    const elapsed = startStopwatch();
    for (let count = 0; count < BATCH; count += 1) makeTrace(tracer, fails);
    milliseconds += elapsed();
    const exporting = startStopwatch();
    await new Promise((resolve) => setImmediate(resolve));
    milliseconds += exporting();
  }
  return (milliseconds * 1_000) / traces;
}

function makeTrace(tracer: Tracer, fails = false): void {
  const root = tracer.startSpan('ota.session', { kind: SpanKind.INTERNAL, root: true });
  describe(root);
  const context = trace.setSpan(ROOT_CONTEXT, root);
  for (let child = 0; child < CHILDREN; child += 1) {
    const span = tracer.startSpan('apdu.SELECT', { kind: SpanKind.CLIENT }, context);
    describe(span);
    span.end();
  }
  if (fails) root.setStatus({ code: 2, message: 'timeout' });
  root.end();
}

/** As a recorder does it: nothing where nothing is recorded. */
function describe(span: Span): void {
  if (!span.isRecording()) return;
  span.setAttribute('apdu.command_type', 'SELECT');
  span.setAttribute('apdu.request.size', 12);
  span.setAttribute('device.type', 'phone');
  span.setAttribute('apdu.cla', '00');
  span.setAttribute('apdu.ins', 'A4');
  span.setAttribute('apdu.response.size', 2);
  span.setAttribute('apdu.status_word', '9000');
  span.setAttribute('apdu.status_category', 'success');
}
