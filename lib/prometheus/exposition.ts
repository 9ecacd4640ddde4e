import { isLegacyMetricName } from './escaping';
import { type ExposedSample, parseSample } from './sample-line';

/** A type as the text format 0.0.4 knows them; `untyped` where no TYPE line says. */
export type ExposedType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';

/** A family as somebody exposes it. */
export interface ExposedFamily {
  readonly name: string;
  readonly type: ExposedType;
  readonly help: string;
  readonly samples: readonly ExposedSample[];
}

/** Something in an exposition that a Prometheus would refuse or misread. */
export interface ExpositionProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** What an exposition says, as far as it can be read. */
export interface Exposition {
  readonly families: readonly ExposedFamily[];
  readonly problems: readonly ExpositionProblem[];
}

interface OpenFamily {
  readonly name: string;
  type: ExposedType | undefined;
  help: string | undefined;
  readonly samples: ExposedSample[];
}

const TYPES = [
  'counter',
  'gauge',
  'histogram',
  'summary',
  'untyped',
] as const satisfies readonly ExposedType[];
const COMMENT = /^#[ \t]+(HELP|TYPE)[ \t]+([^ \t]+)[ \t]*(.*)$/;

/** The suffixes under which lines belong to a family of these types. */
const SUFFIXES: Readonly<Partial<Record<ExposedType, readonly string[]>>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['_sum', '_count'],
};

/**
 * Reads Prometheus's text format 0.0.4, our own or anybody's. Never throws: a line that does not follow the format is
 * left out and told in `problems`, and so are a second HELP or TYPE, a TYPE after its samples and a series that comes
 * twice.
 */
export function parseExposition(text: string): Exposition {
  const parser = new ExpositionParser();
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    parser.read(line, index + 1);
  });
  if (lines.at(-1) !== '') parser.problem(lines.length, 'the last line does not end with a line feed');
  return parser.result();
}

class ExpositionParser {
  readonly #families = new Map<string, OpenFamily>();
  readonly #series = new Set<string>();
  readonly #problems: ExpositionProblem[] = [];

  read(line: string, number: number): void {
    const trimmed = line.trim();
    if (trimmed === '') return;
    const message = trimmed.startsWith('#') ? this.#comment(line.trimStart()) : this.#sample(trimmed);
    if (message !== undefined) this.problem(number, message);
  }

  problem(line: number, message: string): void {
    this.#problems.push({ line, message });
  }

  result(): Exposition {
    const families = [...this.#families.values()].map(({ name, type, help, samples }) => ({
      name,
      type: type ?? 'untyped',
      help: help ?? '',
      samples,
    }));
    return { families, problems: this.#problems };
  }

  /** Other comments than HELP and TYPE mean nothing. */
  #comment(line: string): string | undefined {
    const [, keyword, name, rest = ''] = COMMENT.exec(line) ?? [];
    if (name === undefined) return undefined;
    if (!isLegacyMetricName(name)) return `${keyword} of an invalid metric name`;
    return keyword === 'HELP'
      ? this.#help(this.#family(name), rest)
      : this.#type(this.#family(name), rest.trim());
  }

  #help(family: OpenFamily, text: string): string | undefined {
    if (family.help !== undefined) return `a second HELP for ${family.name}`;
    family.help = text.replace(/\\([\\n])/g, (_escape, character) => (character === 'n' ? '\n' : '\\'));
    return undefined;
  }

  #type(family: OpenFamily, type: string): string | undefined {
    if (!isExposedType(type)) return `an unknown type for ${family.name}`;
    if (family.type !== undefined) return `a second TYPE for ${family.name}`;
    if (family.samples.length > 0) return `TYPE after the samples of ${family.name}`;
    family.type = type;
    return undefined;
  }

  #sample(line: string): string | undefined {
    const parsed = parseSample(line);
    if ('problem' in parsed) return parsed.problem;
    const { sample } = parsed;
    const series = JSON.stringify([sample.name, Object.entries(sample.labels).sort(byName)]);
    if (this.#series.has(series)) return `the same series of ${sample.name} again`;
    this.#series.add(series);
    this.#familyOf(sample.name).samples.push(sample);
    return undefined;
  }

  #familyOf(sampleName: string): OpenFamily {
    const exact = this.#families.get(sampleName);
    if (exact !== undefined) return exact;
    const base = /^(.+)_(?:bucket|sum|count)$/.exec(sampleName)?.[1];
    const family = base === undefined ? undefined : this.#families.get(base);
    const suffix = sampleName.slice(base?.length);
    const belongs = family?.type !== undefined && SUFFIXES[family.type]?.includes(suffix) === true;
    return family !== undefined && belongs ? family : this.#family(sampleName);
  }

  #family(name: string): OpenFamily {
    const known = this.#families.get(name);
    if (known !== undefined) return known;
    const family: OpenFamily = { name, type: undefined, help: undefined, samples: [] };
    this.#families.set(name, family);
    return family;
  }
}

function isExposedType(type: string): type is ExposedType {
  return (TYPES as readonly string[]).includes(type);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : Number(a > b);
}
