import type { InstrumentType } from '@opentelemetry/sdk-metrics';
import { CREATE, isObservable, type ProgramSpec, type Step } from './program';

/** A value as a literal; unlike JSON it keeps -0, NaN, infinities and undefined. */
export function literal(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${literal(key)}: ${literal(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function withoutUndefined(...values: unknown[]): string {
  while (values.length > 0 && values.at(-1) === undefined) values.pop();
  return values.map(literal).join(', ');
}

function setUp({ views, readers, meters }: ProgramSpec): string[] {
  return [
    ...views.map((view, index) => `view${index} = ${literal(view)}`),
    ...readers.map((reader, index) => `reader${index} = ${literal(reader)}`),
    ...meters.map(
      ({ name, version, schemaUrl }, index) =>
        `meter${index} = provider.getMeter(${withoutUndefined(name, version, schemaUrl && { schemaUrl })})`,
    ),
  ];
}

/** Names for the instruments of a program in the order of their creation: s0, s1 … for synchronous, o0, o1 … else. */
class Names {
  readonly synchronous: string[] = [];
  readonly observable: string[] = [];
  readonly recording: string[] = [];

  create(kind: InstrumentType): string {
    const list = isObservable(kind) ? this.observable : this.synchronous;
    const name = `${isObservable(kind) ? 'o' : 's'}${list.length}`;
    list.push(name);
    if (!isObservable(kind)) {
      this.recording.push(kind.endsWith('COUNTER') ? 'add' : 'record');
    }
    return name;
  }

  observables(indices: readonly number[]): string {
    const names = new Set(indices.map((index) => this.observable[index % this.observable.length]));
    return `[${[...names].join(', ')}]`;
  }
}

function printStep(step: Step, names: Names, program: ProgramSpec): string | undefined {
  switch (step.do) {
    case 'create': {
      const { meter, kind, name, options } = step.instrument;
      const call = `meter${meter % program.meters.length}.${CREATE[kind]}(${withoutUndefined(name, options)})`;
      return `${names.create(kind)} = ${call}`;
    }
    case 'record': {
      if (names.synchronous.length === 0) return undefined;
      const index = step.instrument % names.synchronous.length;
      const values = withoutUndefined(step.value, step.attributes);
      return `${names.synchronous[index]}.${names.recording[index]}(${values})`;
    }
    case 'addCallback':
    case 'removeCallback':
      if (names.observable.length === 0) return undefined;
      return `${names.observable[step.instrument % names.observable.length]}.${step.do}(callback${step.callback})`;
    case 'addBatchCallback':
    case 'removeBatchCallback': {
      if (names.observable.length === 0) return undefined;
      const method = step.do.replace('Callback', 'ObservableCallback');
      return `${method}(callback${step.callback}, ${names.observables(step.instruments)})`;
    }
    case 'observe': {
      const observations = step.observations.map(
        ({ target, value, attributes }) => `#${target} ${withoutUndefined(value, attributes)}`,
      );
      return `callback${step.callback} observes [${observations.join('; ')}] and ${step.outcome}`;
    }
    case 'advance':
      return `clock += ${step.milliseconds}`;
    case 'collect':
      if (typeof step.reader === 'string') return `collect with all readers, ${step.reader}`;
      return `collect with reader${step.reader % program.readers.length}`;
  }
}

/** A program as lines of code. */
export function printProgram(program: ProgramSpec): string {
  const names = new Names();
  const steps = program.steps.map((step) => printStep(step, names, program));
  return [...setUp(program), ...steps.filter((line) => line !== undefined)].join('\n');
}
