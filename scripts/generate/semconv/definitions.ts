import {
  attributeConstant,
  errorTypeKey,
  eventConstant,
  metricConstant,
  spanConstant,
  valuesConstant,
} from '../../semconv/constant-names';
import type { Event, Metric, Span } from '../../semconv/definition';
import type { AttributeUse, Model, SignalModel } from '../../semconv/model';
import { docstring, literal } from './source';

/** Collects the constants a file uses, to import them where they are defined. */
class Imports {
  readonly #names = new Map<string, Set<string>>();

  attribute({ key, official }: AttributeUse): string {
    return this.#add(official ? './official-attributes' : './attributes', attributeConstant(key));
  }

  values({ key, values }: AttributeUse): string | undefined {
    if (values.from === 'anything') return undefined;
    if (values.from === 'reference') return literal(values.values);
    if (values.from === 'members') return this.#add('./attributes', valuesConstant(key));
    return this.#add('./error-types', valuesConstant(errorTypeKey(values.list.name)));
  }

  statements(types: string): string {
    const values = [...this.#names].map(
      ([from, names]) => `import { ${[...names].join(', ')} } from '${from}';`,
    );
    return `${[...values, `import type { ${types} } from './types';`].join('\n')}\n\n`;
  }

  #add(from: string, name: string): string {
    const names = this.#names.get(from) ?? new Set();
    this.#names.set(from, names.add(name));
    return name;
  }
}

interface Generated {
  readonly constant: string;
  readonly source: string;
}

/** A file of definitions of one kind: the imports, each definition, and the list of all. */
function definitionsSource<T>(
  type: string,
  list: string,
  brief: string,
  signals: readonly SignalModel<T>[],
  source: (signal: SignalModel<T>, imports: Imports) => Generated,
): string {
  const imports = new Imports();
  const generated = signals.map((signal) => source(signal, imports));
  const names = generated.map(({ constant }) => constant).join(', ');
  const all = `${docstring(brief)}export const ${list}: readonly ${type}[] = [${names}];\n`;
  return imports.statements(type) + [...generated.map((one) => one.source), all].join('\n');
}

/** metrics.ts: a definition of every metric. */
export function metricsSource({ domains }: Model): string {
  const metrics = domains.flatMap((domain) => domain.metrics);
  return definitionsSource(
    'MetricDefinition',
    'METRICS',
    'Every metric of the registry.',
    metrics,
    metricSource,
  );
}

function metricSource({ definition, attributes }: SignalModel<Metric>, imports: Imports): Generated {
  const { prometheus, buckets, observable = false } = definition.annotations?.cardlink ?? {};
  const fields = [
    `name: ${literal(definition.name)}`,
    `kind: ${literal(definition.instrument)}`,
    `observable: ${observable}`,
    `unit: ${literal(definition.unit)}`,
    `description: ${literal(definition.brief)}`,
    `prometheusName: ${literal(prometheus)}`,
    ...(buckets ? [`buckets: ${literal(buckets)}`] : []),
    `attributes: [${attributes.map((use) => metricAttribute(use, imports)).join(', ')}]`,
  ];
  return exported(metricConstant(definition.name), 'MetricDefinition', definition, fields);
}

function metricAttribute(use: AttributeUse, imports: Imports): string {
  const values = imports.values(use);
  const fields = [
    `key: ${imports.attribute(use)}`,
    ...(use.short === undefined ? [] : [`short: ${literal(use.short)}`]),
    `requirement: ${literal(use.requirement)}`,
    ...(values === undefined ? [] : [`values: ${values}`]),
  ];
  return `{ ${fields.join(', ')} }`;
}

/** spans.ts: a definition of every span. */
export function spansSource({ domains }: Model): string {
  const spans = domains.flatMap((domain) => domain.spans);
  return definitionsSource('SpanDefinition', 'SPANS', 'Every span of the registry.', spans, spanSource);
}

function spanSource({ definition, attributes }: SignalModel<Span>, imports: Imports): Generated {
  return exported(spanConstant(definition.type), 'SpanDefinition', definition, [
    `type: ${literal(definition.type)}`,
    `namePattern: ${literal(definition.annotations?.cardlink?.name)}`,
    `kind: ${literal(definition.kind)}`,
    `attributes: [${attributes.map((use) => imports.attribute(use)).join(', ')}]`,
  ]);
}

/** events.ts: a definition of every event. */
export function eventsSource({ domains }: Model): string {
  const events = domains.flatMap((domain) => domain.events);
  return definitionsSource('EventDefinition', 'EVENTS', 'Every event of the registry.', events, eventSource);
}

function eventSource({ definition, attributes }: SignalModel<Event>, imports: Imports): Generated {
  return exported(eventConstant(definition.name), 'EventDefinition', definition, [
    `name: ${literal(definition.name)}`,
    `severity: ${literal(definition.annotations?.cardlink?.severity)}`,
    `attributes: [${attributes.map((use) => imports.attribute(use)).join(', ')}]`,
  ]);
}

function exported(
  constant: string,
  type: string,
  { brief, note }: { readonly brief: string; readonly note?: string },
  fields: readonly string[],
): Generated {
  const source = `${docstring(brief, note)}export const ${constant}: ${type} = { ${fields.join(', ')} };\n`;
  return { constant, source };
}
