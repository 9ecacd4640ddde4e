/**
 * What holds for every trace that a lab exports, whoever received it. Rules are checked over the whole run: a problem is
 * a line of text that names the span.
 */
import type { OtlpSpan } from './otlp';

/** A span as these rules look at it. */
export type TraceSpan = Pick<
  OtlpSpan,
  'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'startNs' | 'endNs' | 'status' | 'links' | 'attributes'
>;

/** What a metric's exemplar says. */
export interface SeenExemplar {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly traceId: string;
  readonly spanId: string;
}

const UNSET = 0;
const ERROR = 2;

/** OpenTelemetry's SDK reads when a span begins in whole milliseconds, and adds a precise duration to have its end. */
const CLOCK_TOLERANCE_NS = 1_000_000n;

type Rule = (span: TraceSpan, run: Run) => string | undefined;

/** The spans of a run, found by what they are to each other. */
class Run {
  readonly spans: readonly TraceSpan[];
  readonly byId: ReadonlyMap<string, TraceSpan>;
  readonly #children = new Map<string, TraceSpan[]>();

  constructor(spans: readonly TraceSpan[]) {
    this.spans = spans;
    this.byId = new Map(spans.map((span) => [span.spanId, span]));
    for (const span of spans) {
      if (span.parentSpanId === '') continue;
      const siblings = this.#children.get(span.parentSpanId) ?? [];
      this.#children.set(span.parentSpanId, [...siblings, span]);
    }
  }

  parentOf({ parentSpanId, traceId }: TraceSpan): TraceSpan | undefined {
    const parent = this.byId.get(parentSpanId);
    return parent?.traceId === traceId ? parent : undefined;
  }

  childrenOf({ spanId }: TraceSpan): readonly TraceSpan[] {
    return this.#children.get(spanId) ?? [];
  }
}

const isApdu = ({ name }: TraceSpan) => name.startsWith('apdu.');
const isDb = ({ name }: TraceSpan) => name.startsWith('db.');
const isHandshake = ({ name }: TraceSpan) => name === 'tls.handshake';
const isSession = ({ name }: TraceSpan) => name === 'ota.session';
const isTrigger = ({ name }: TraceSpan) => name === 'ota.trigger';
const isWrite = ({ name }: TraceSpan) => name === 'lab.write';
/** What the HTTP instrumentation makes of a card's request. */
const isRequest = ({ attributes }: TraceSpan) => 'http.request.method' in attributes;

/** What may stand where: a span's parent by its kind; undefined is a root. */
const PLACES: readonly {
  readonly is: (span: TraceSpan) => boolean;
  readonly below: readonly (((parent: TraceSpan) => boolean) | undefined)[];
}[] = [
  { is: isSession, below: [undefined] },
  { is: isTrigger, below: [undefined] },
  { is: isWrite, below: [undefined] },
  // One that failed is no session: a trace of its own.
  { is: isHandshake, below: [isSession, undefined] },
  { is: isApdu, below: [isSession] },
  { is: isRequest, below: [isSession] },
  // A look at the card of a session; a batch of sessions; a question of the screen.
  { is: isDb, below: [isSession, isRequest, isWrite, undefined] },
];

const RULES: readonly Rule[] = [
  (span, run) =>
    span.parentSpanId !== '' && !run.parentOf(span)
      ? `its parent ${span.parentSpanId} is not in its trace`
      : undefined,
  (span, run) => {
    const place = PLACES.find(({ is }) => is(span));
    if (!place) return 'nothing in a lab is called that';
    const parent = run.parentOf(span);
    const fits = place.below.some((isParent) => (isParent ? parent && isParent(parent) : !parent));
    return fits ? undefined : `it does not belong below ${parent?.name ?? 'nothing'}`;
  },
  (span, run) => {
    const parent = run.parentOf(span);
    if (!parent) return undefined;
    const early = parent.startNs - span.startNs;
    return early > CLOCK_TOLERANCE_NS ? `it begins ${early} ns before its parent` : undefined;
  },
  (span) => (span.endNs < span.startNs ? 'it ends before it begins' : undefined),
  (span, run) => {
    if (!isHandshake(span)) return undefined;
    const succeeded = span.attributes['tls.handshake.result'] === 'success';
    return succeeded === (run.parentOf(span) !== undefined)
      ? undefined
      : 'a handshake that succeeded belongs to a session, one that failed to none';
  },
  (span, run) => (isSession(span) ? sessionProblem(span, run) : undefined),
  (span) => statusProblem(span),
];

function sessionProblem(session: TraceSpan, run: Run): string | undefined {
  const children = run.childrenOf(session);
  const handshakes = children.filter(isHandshake).length;
  if (handshakes !== 1) return `it has ${handshakes} handshakes`;
  const commands = children.filter(isApdu);
  const counted = session.attributes['session.apdu.count'];
  if (commands.length !== counted) return `it has ${commands.length} commands and says ${String(counted)}`;
  const errors = commands.filter(({ status }) => status.code === ERROR).length;
  const countedErrors = session.attributes['session.apdu.error_count'];
  if (errors !== countedErrors)
    return `${errors} of its commands failed and it says ${String(countedErrors)}`;
  return undefined;
}

/** A failure is an error with a text, and nothing else is. */
function statusProblem({ name, status, attributes }: TraceSpan): string | undefined {
  const failed = 'error.type' in attributes;
  const should = failed ? ERROR : UNSET;
  if (name !== 'lab.write' && status.code !== should) return `its status is ${status.code}, not ${should}`;
  if (failed && status.message === '') return 'its error has no text';
  if (name !== 'ota.session') return undefined;
  const completed = attributes['session.status'] === 'completed';
  return completed === failed
    ? `it is ${String(attributes['session.status'])} and its status ${status.code}`
    : undefined;
}

/**
 * The SDK reads the wall clock and then the precise one as a span begins. When the machine holds the process between the
 * two, all of that span is too short by so long, and its children end after it. A busy machine does that to one in
 * thousands; a span that is ended too early by the code is so every time.
 */
const HELD_PARENTS = { share: 0.01, least: 2 };

/** Spans that end after their parent, unless no more parents are like that than a busy machine makes so. */
function lateProblems(run: Run): readonly string[] {
  const pairs = run.spans.flatMap((span) => {
    const parent = run.parentOf(span);
    return parent ? [{ span, parent, lateNs: span.endNs - parent.endNs }] : [];
  });
  const late = pairs.filter(({ lateNs }) => lateNs > CLOCK_TOLERANCE_NS);
  const parents = new Set(pairs.map(({ parent }) => parent));
  const left = new Set(late.map(({ parent }) => parent));
  if (left.size <= Math.max(HELD_PARENTS.least, parents.size * HELD_PARENTS.share)) return [];
  return late.map(
    ({ span, parent, lateNs }) =>
      `${span.name} ${span.spanId}: it ends ${lateNs} ns after its parent ${parent.name}`,
  );
}

/** Everything that is wrong with the spans of a run, one line each. */
export function traceProblems(spans: readonly TraceSpan[]): readonly string[] {
  const run = new Run(spans);
  const twice = spans.length - run.byId.size;
  const roots = new Map<string, number>();
  for (const { traceId, parentSpanId } of spans) {
    roots.set(traceId, (roots.get(traceId) ?? 0) + (parentSpanId === '' ? 1 : 0));
  }
  return [
    ...(twice > 0 ? [`${twice} spans came twice`] : []),
    ...[...roots].filter(([, count]) => count !== 1).map(([id, count]) => `trace ${id} has ${count} roots`),
    ...lateProblems(run),
    ...spans.flatMap((span) =>
      RULES.map((rule) => rule(span, run))
        .filter((problem) => problem !== undefined)
        .map((problem) => `${span.name} ${span.spanId}: ${problem}`),
    ),
  ];
}

/** Sessions whose link to the trigger that brought them about is missing or leads nowhere. */
export function linkProblems(spans: readonly TraceSpan[]): readonly string[] {
  const run = new Run(spans);
  return spans.filter(isSession).flatMap(({ spanId, links }) => {
    const found = links.map((link) => ({ link, span: run.byId.get(link.spanId) }));
    const triggers = found.filter(({ link, span }) => span?.traceId === link.traceId && isTrigger(span));
    return triggers.length === 1 && found.length === 1
      ? []
      : [
          `ota.session ${spanId}: it links to ${JSON.stringify(found.map(({ span }) => span?.name ?? 'nothing'))}`,
        ];
  });
}

/** In which spans a metric is measured. */
const MEASURED_IN: readonly (readonly [metric: RegExp, is: (span: TraceSpan) => boolean])[] = [
  [/^cardlink_apdu_/, isApdu],
  [/^cardlink_script_/, isSession],
  [/^cardlink_session/, isSession],
  [/^cardlink_trigger/, isTrigger],
  // A handshake that succeeded is measured in its session, one that failed in its own span.
  [/^cardlink_tls_/, (span) => isSession(span) || isHandshake(span)],
  [/^cardlink_db_/, isDb],
  // The pipeline counts spans and log records of all kinds as they begin and end.
  [/^otel_sdk_/, () => true],
];

/** Labels that say the same as the span's attribute of the same name. */
const SAME_AS_ATTRIBUTE: Readonly<Record<string, string>> = {
  apdu_command_type: 'apdu.command_type',
  apdu_status_category: 'apdu.status_category',
  session_status: 'session.status',
  session_type: 'session.type',
  trigger_type: 'trigger.type',
  db_operation_name: 'db.operation.name',
  db_collection_name: 'db.collection.name',
  error_type: 'error.type',
};

/** What is wrong with exemplars: their span is in no trace of the run, of another kind, or says something else. */
export function exemplarProblems(
  exemplars: readonly SeenExemplar[],
  spans: readonly TraceSpan[],
): readonly string[] {
  const run = new Run(spans);
  return exemplars.flatMap(({ metric, labels, traceId, spanId }) => {
    const problem = exemplarProblem(metric, labels, run.byId.get(spanId), traceId);
    return problem === undefined ? [] : [`${metric}${JSON.stringify(labels)} ${spanId}: ${problem}`];
  });
}

function exemplarProblem(
  metric: string,
  labels: SeenExemplar['labels'],
  span: TraceSpan | undefined,
  traceId: string,
): string | undefined {
  if (!span) return 'there is no such span';
  if (span.traceId !== traceId) return `its span is in the trace ${span.traceId}`;
  const measured = MEASURED_IN.find(([name]) => name.test(metric));
  if (!measured) return 'nothing is known of where that is measured';
  if (!measured[1](span)) return `it was measured in ${span.name}`;
  const differing = Object.entries(SAME_AS_ATTRIBUTE).filter(
    ([label, key]) =>
      label in labels && key in span.attributes && String(span.attributes[key]) !== labels[label],
  );
  return differing.length === 0
    ? undefined
    : `its span says ${differing.map(([, key]) => `${key}=${String(span.attributes[key])}`).join(', ')}`;
}
