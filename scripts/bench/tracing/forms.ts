/** How far tracing is on where something is measured. */
export const STATES = ['before the start', 'tracing off', 'unsampled', 'sampled'] as const;
export type State = (typeof STATES)[number];

/**
 * What is measured: a function by itself, in a span by this package, and by the OpenTelemetry API. In this order: the API
 * makes a context active also where nothing is traced, and Node's promises are slower from then on.
 */
export const FORMS = ['call', 'withSpan', 'traced', 'startActiveSpan'] as const;
export type Form = (typeof FORMS)[number];

/** Whether the function returns at once or gives a promise. */
export const KINDS = ['sync', 'async'] as const;
export type Kind = (typeof KINDS)[number];

/** How long each form is called. */
export interface FormsQuestion {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** Nanoseconds a call. */
export type FormsAnswer = Readonly<Record<Kind, Readonly<Record<Form, number>>>>;
