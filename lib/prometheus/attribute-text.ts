/** Lone halves of a surrogate pair: they have no UTF-8 form, and an encoder would turn different ones into the same. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** What stands for a value that has no text. */
const UNREPRESENTABLE = '[unrepresentable]';

type TypeName = 'string' | 'number' | 'bigint' | 'boolean' | 'symbol' | 'undefined' | 'object' | 'function';

const TEXT_OF: Readonly<Record<TypeName, (value: unknown) => string>> = {
  string: (value) => value as string,
  number: String,
  bigint: String,
  boolean: String,
  symbol: String,
  undefined: () => '',
  object: objectText,
  function: () => '[function]',
};

/**
 * An attribute's value as a label's, by "AnyValue representation for non-OTLP protocols" of the OpenTelemetry
 * specification: a string as it is, numbers and booleans as JSON has them, NaN and infinities by name, bytes in base64,
 * arrays and maps as JSON, nothing as the empty string.
 *
 * Never throws: what OpenTelemetry does not know as a value but JavaScript lets through (a symbol, a function, a
 * circular structure) gets some text too. Always well-formed Unicode without NUL.
 */
export function attributeText(value: unknown): string {
  return wellFormed(TEXT_OF[typeof value](value));
}

/**
 * The text with U+FFFD in place of lone surrogates, as any UTF-8 encoder would write it, and of NUL: Prometheus's parser
 * of OpenMetrics refuses the whole exposition for one. In every format alike, since a series must not have other labels
 * in one than in another.
 */
export function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATES, '\ufffd').replaceAll('\0', '\ufffd');
}

function objectText(value: unknown): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  try {
    return JSON.stringify(value, nestedValue) ?? UNREPRESENTABLE;
  } catch {
    // Circular, or a toJSON or a getter of the application's that throws: it is a value like any other.
    return UNREPRESENTABLE;
  }
}

/** Inside JSON, what JSON cannot say is a string (numbers by name, as the specification asks) or null. */
function nestedValue(_key: string, value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return '[function]';
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
