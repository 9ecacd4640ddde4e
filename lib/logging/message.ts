import { format } from 'node:util';

/** What a log call was given, sorted. */
export interface LogCall {
  /** As it was written, before anything was put into it: repeated records are told by it. */
  readonly template: string;
  readonly message: string;
  /** A copy, which whoever takes the call may write to. */
  readonly fields: Record<string, unknown> | undefined;
  /** The first error among what was given; `undefined` thrown as it is counts as none. */
  readonly error: unknown;
  readonly hasError: boolean;
}

const PLACEHOLDER = /%[sdifjoOc]/g;
/** More arguments than anyone would write; the others are left. */
const MOST_ARGUMENTS = 20;

const UNREADABLE = '[unreadable]';

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Error);
}

/** Sorts the arguments of a log call: a message or an error, then values for its placeholders, fields and errors. */
export function sortArguments(first: unknown, rest: readonly unknown[]): LogCall {
  if (rest.length === 0 && typeof first === 'string') {
    return { template: first, message: first, fields: undefined, error: undefined, hasError: false };
  }
  return new ArgumentSorter(readable(first)).sort(rest.slice(0, MOST_ARGUMENTS).map(readable));
}

/** A value that can be looked at; a proxy that was revoked, or a prototype that throws, cannot. */
function readable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  try {
    isFields(value);
    return value;
  } catch {
    return UNREADABLE;
  }
}

class ArgumentSorter {
  #template: string;
  #message: string;
  #fields: Fields | undefined;
  #error: unknown;
  #hasError = false;

  constructor(first: unknown) {
    if (typeof first === 'string') {
      this.#template = first;
    } else if (first instanceof Error) {
      this.#takeError(first);
      this.#template = messageOf(first);
    } else if (isFields(first)) {
      const { message, ...fields } = copyOf(first);
      this.#takeFields(typeof message === 'string' ? fields : copyOf(first));
      this.#template = typeof message === 'string' ? message : '';
    } else {
      this.#template = textOf(first);
    }
    this.#message = this.#template;
  }

  sort(given: readonly unknown[]): LogCall {
    const rest = [...given];
    const wanted = this.#template.includes('%') ? (this.#template.match(PLACEHOLDER)?.length ?? 0) : 0;
    const values = rest.splice(0, wanted);
    for (const value of values) if (value instanceof Error) this.#takeError(value);
    if (values.length > 0) this.#message = formatted(this.#template, values);
    const left: unknown[] = [];
    for (const value of rest) {
      if (value instanceof Error) this.#takeError(value);
      else if (isFields(value)) this.#takeFields(copyOf(value));
      else left.push(value);
    }
    if (left.length > 0) this.#fields = { ...this.#fields, arguments: left };
    return {
      template: this.#template,
      message: this.#message,
      fields: this.#fields,
      error: this.#error,
      hasError: this.#hasError,
    };
  }

  #takeError(error: unknown): void {
    if (!this.#hasError) {
      this.#error = error;
      this.#hasError = true;
      return;
    }
    if (error === this.#error) return;
    const errors = Array.isArray(this.#fields?.errors) ? this.#fields.errors : [];
    this.#fields = { ...this.#fields, errors: [...errors, error] };
  }

  /** An error under a key of its own is the record's exception when there is no other. */
  #takeFields(fields: Fields): void {
    for (const key of Object.keys(fields)) {
      if (this.#hasError || !(fields[key] instanceof Error)) continue;
      this.#takeError(fields[key]);
      delete fields[key];
    }
    this.#fields = this.#fields ? { ...this.#fields, ...fields } : fields;
  }
}

/** Own members, each read once; one that throws when it is read says so. Never throws. */
export function copyOf(fields: Readonly<Fields>): Fields {
  try {
    return { ...fields };
  } catch {
    return copyOneByOne(fields);
  }
}

function copyOneByOne(fields: Readonly<Fields>): Fields {
  const copy: Fields = {};
  try {
    for (const key of Object.keys(fields)) copy[key] = readMember(fields, key);
  } catch {
    // A proxy that does not want to be looked at.
    copy['…'] = UNREADABLE;
  }
  return copy;
}

function readMember(fields: Readonly<Fields>, key: string): unknown {
  try {
    return fields[key];
  } catch {
    return UNREADABLE;
  }
}

function messageOf(error: Error): string {
  try {
    return String(error.message);
  } catch {
    return '';
  }
}

function textOf(value: unknown): string {
  try {
    return format(value);
  } catch {
    return UNREADABLE;
  }
}

function formatted(template: string, values: readonly unknown[]): string {
  try {
    return format(template, ...values);
  } catch {
    // A value whose text cannot be had: the message stays as it was written.
    return template;
  }
}
