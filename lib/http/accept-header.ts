/** One of the alternatives that a client names in `Accept` or `Accept-Encoding`. */
export interface Alternative {
  /** `text/plain`, `gzip`, `*`; in lower case. */
  readonly name: string;
  /** By their names in lower case, without `q`. Of a parameter given twice, the last. */
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0, which refuses, to 1, which is also what nothing said means. */
  readonly quality: number;
}

/** Who lists more than these, which no client does, is answered by the first. It bounds what a header can cost. */
const MAX_ALTERNATIVES = 100;
const MAX_PARAMETERS = 20;

/** A quality that is no number: less than any that is one, but no refusal. */
const LEAST_QUALITY = 0.000_1;

/** Quoted, or something that is neither empty nor has another equals sign. */
const PARAMETER_VALUE = /^(?:".*"|[^"=]+)$/s;

/**
 * Reads `Accept` and its like ("Proactive Negotiation" of RFC 9110), in the order of the header. Never throws, and takes
 * time in proportion to the header's length: what does not follow the syntax is passed over or read as far as it goes.
 */
export function parseAlternatives(header: string): readonly Alternative[] {
  return splitUnquoted(header, ',', MAX_ALTERNATIVES)
    .map(parseAlternative)
    .filter(({ name }) => name !== '');
}

function parseAlternative(text: string): Alternative {
  const [name = '', ...rest] = splitUnquoted(text, ';', MAX_PARAMETERS);
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const equals = parameter.indexOf('=');
    const value = parameter.slice(equals + 1).trim();
    if (equals < 0 || !PARAMETER_VALUE.test(value)) continue;
    parameters.set(parameter.slice(0, equals).trim().toLowerCase(), unquoted(value));
  }
  const quality = parseQuality(parameters.get('q'));
  parameters.delete('q');
  return { name: name.trim().toLowerCase(), parameters, quality };
}

function parseQuality(text: string | undefined): number {
  const quality = Number(text ?? 1);
  return quality >= 0 ? Math.min(quality, 1) : LEAST_QUALITY;
}

/** The parts between separators that are not inside quotes; those beyond the limit are left out. */
function splitUnquoted(text: string, separator: string, limit: number): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let inQuotes = false;
  for (let index = 0; index < text.length && parts.length < limit; index += 1) {
    const character = text[index];
    if (character === '"') inQuotes = !inQuotes;
    else if (character === '\\' && inQuotes) index += 1;
    else if (character === separator && !inQuotes) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  if (parts.length < limit) parts.push(text.slice(start));
  return parts;
}

function unquoted(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value.slice(1, -1).replace(/\\([\s\S])/g, '$1');
}
