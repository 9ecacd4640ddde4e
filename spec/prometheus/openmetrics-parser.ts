/**
 * A strict reader of OpenMetrics 1.0.0 that throws at the first thing that its specification forbids, after the rules of
 * `prometheus_client.openmetrics.parser`. It shares no code with the renderer.
 */

export interface ReadExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestampSeconds: number | undefined;
}

export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: ReadExemplar;
}

export interface ReadFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly ReadSample[];
}

interface OpenFamily {
  readonly name: string;
  readonly metadata: Map<string, string>;
  readonly samples: ReadSample[];
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  info: ['_info'],
  unknown: [''],
};
const METADATA_ORDER = ['TYPE', 'UNIT', 'HELP'];
const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/y;
const NUMBER = /[+-]?(?:[0-9]+(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?|Inf|NaN)/y;
const ESCAPED: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };
const CANONICAL = /^(?:\+Inf|-?[0-9](?:\.[0-9]+)?e[+-][0-9]{2,3}|-?[0-9]+\.[0-9]+)$/;

export function readOpenMetrics(text: string): readonly ReadFamily[] {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.pop() !== '# EOF') fail('does not end with # EOF and a line feed', text);
  const families: OpenFamily[] = [];
  for (const line of lines) readLine(line, families);
  checkNames(families);
  return families.map(closed);
}

function readLine(line: string, families: OpenFamily[]): void {
  if (line === '') fail('a blank line', line);
  const [, keyword, name, rest] = /^# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s.exec(line) ?? [];
  if (keyword !== undefined && name !== undefined && rest !== undefined) {
    readMetadata(families, keyword, name, rest);
    return;
  }
  if (line.startsWith('#')) fail('a comment that is no metadata', line);
  const family = families.at(-1);
  if (family === undefined) fail('a sample without a family', line);
  else family.samples.push(readSample(line));
}

function readMetadata(families: OpenFamily[], keyword: string, name: string, rest: string): void {
  let family = families.at(-1);
  if (family?.name !== name) {
    family = { name, metadata: new Map(), samples: [] };
    families.push(family);
  }
  const last = METADATA_ORDER.indexOf([...family.metadata.keys()].at(-1) ?? '');
  if (METADATA_ORDER.indexOf(keyword) <= last) fail(`${keyword} again or late`, name);
  if (family.samples.length > 0) fail(`${keyword} after samples`, name);
  if (keyword === 'HELP' && !/^(?:[^"\\]|\\[\\"n])*$/.test(rest)) fail('help that is not escaped', rest);
  family.metadata.set(keyword, keyword === 'HELP' ? unescaped(rest) : rest);
}

function readSample(line: string): ReadSample {
  const cursor = { line, at: 0 };
  const name = take(cursor, NAME);
  const labels = line[cursor.at] === '{' ? readLabels(cursor) : {};
  expectText(cursor, ' ');
  const value = readNumber(cursor);
  if (cursor.at === line.length) return { name, labels, value };
  expectText(cursor, ' # ');
  const exemplarLabels = readLabels(cursor);
  expectText(cursor, ' ');
  const exemplarValue = readNumber(cursor);
  let timestampSeconds: number | undefined;
  if (cursor.at < line.length) {
    expectText(cursor, ' ');
    timestampSeconds = readNumber(cursor);
  }
  if (cursor.at < line.length) fail('something after the exemplar', line);
  const characters = Object.entries(exemplarLabels).map(([key, label]) => [...(key + label)].length);
  if (characters.reduce((sum, each) => sum + each, 0) > 128) fail('an exemplar that is too long', line);
  return {
    name,
    labels,
    value,
    exemplar: { labels: exemplarLabels, value: exemplarValue, timestampSeconds },
  };
}

interface Cursor {
  readonly line: string;
  at: number;
}

function readLabels(cursor: Cursor): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  expectText(cursor, '{');
  while (cursor.line[cursor.at] !== '}') {
    if (Object.keys(labels).length > 0) expectText(cursor, ',');
    LABEL.lastIndex = cursor.at;
    const [whole = '', key = '', value = ''] = LABEL.exec(cursor.line) ?? fail('no label', cursor.line);
    if (key in labels || value === '' || key === '__name__') fail(`the label ${key}`, cursor.line);
    labels[key] = unescaped(value);
    cursor.at += whole.length;
  }
  cursor.at += 1;
  return labels;
}

function readNumber(cursor: Cursor): number {
  const text = take(cursor, NUMBER);
  return Number(text.replace('Inf', 'Infinity'));
}

function take(cursor: Cursor, expression: RegExp): string {
  expression.lastIndex = cursor.at;
  const taken = expression.exec(cursor.line)?.[0] ?? fail(`no ${expression.source}`, cursor.line);
  cursor.at += taken.length;
  return taken;
}

function expectText(cursor: Cursor, text: string): void {
  if (!cursor.line.startsWith(text, cursor.at)) fail(`no ${JSON.stringify(text)}`, cursor.line);
  cursor.at += text.length;
}

/** No two families may claim one name, the names that their types could have included. */
function checkNames(families: readonly OpenFamily[]): void {
  const claimed = new Set<string>();
  for (const { name, metadata } of families) {
    const type = metadata.get('TYPE') ?? fail('a family without a type', name);
    const suffixes = SUFFIXES[type] ?? fail(`the type ${type}`, name);
    for (const own of new Set([name, ...suffixes.map((suffix) => name + suffix)])) {
      if (claimed.has(own)) fail('a clashing name', own);
      claimed.add(own);
    }
  }
}

function closed({ name, metadata, samples }: OpenFamily): ReadFamily {
  const type = metadata.get('TYPE') ?? '';
  const unit = metadata.get('UNIT') ?? '';
  if (unit !== '' && (!name.endsWith(`_${unit}`) || type === 'info'))
    fail('a unit that is not in the name', name);
  const seen = new Set<string>();
  const finished = new Set<string>();
  let group = '';
  for (const sample of samples) {
    const suffix = sample.name.slice(name.length);
    if (!sample.name.startsWith(name) || !SUFFIXES[type]?.includes(suffix))
      fail('a foreign sample', sample.name);
    checkSample(type, suffix, sample);
    const series = JSON.stringify([sample.name, sortedLabels(sample.labels)]);
    if (seen.has(series)) fail('a series twice', series);
    seen.add(series);
    const { le: _le, ...others } = sample.labels;
    const own = JSON.stringify(
      sortedLabels(suffix === '_bucket' && type === 'histogram' ? others : sample.labels),
    );
    if (own !== group) finished.add(group);
    if (finished.has(own)) fail('a metric that is interleaved', series);
    group = own;
  }
  if (type === 'histogram') checkHistograms(name, samples);
  return { name, type, unit, help: metadata.get('HELP') ?? '', samples };
}

function checkSample(type: string, suffix: string, { name, value, labels, exemplar }: ReadSample): void {
  if (suffix !== '' && suffix !== '_info' && !(value >= 0)) fail(`the value ${value}`, name);
  if (type === 'info' && value !== 1) fail('an info that is not 1', name);
  const mayHaveExemplar =
    type === 'counter' ? suffix === '_total' : suffix === '_bucket' && type === 'histogram';
  if (exemplar !== undefined && !mayHaveExemplar) fail('an exemplar in a wrong place', name);
  if (type === 'histogram' && suffix === '_bucket' && !CANONICAL.test(labels.le ?? ''))
    fail('le', labels.le ?? '');
}

function checkHistograms(name: string, samples: readonly ReadSample[]): void {
  const byGroup = new Map<string, ReadSample[]>();
  for (const sample of samples) {
    const { le: _le, ...others } = sample.labels;
    const key = JSON.stringify(sortedLabels(others));
    byGroup.set(key, [...(byGroup.get(key) ?? []), sample]);
  }
  for (const group of byGroup.values()) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => Number(labels.le?.replace('Inf', 'Infinity')));
    const counts = buckets.map(({ value }) => value);
    const valueWith = (suffix: string) => group.find((sample) => sample.name === name + suffix)?.value;
    if (!isAscending(bounds, false) || bounds.at(-1) !== Number.POSITIVE_INFINITY) fail('bounds', name);
    if (!isAscending(counts, true)) fail('counts of buckets', name);
    const count = valueWith('_count');
    const sum = valueWith('_sum');
    if ((count === undefined) !== (sum === undefined))
      fail('a count without a sum, or a sum without a count', name);
    if (count !== undefined && count !== counts.at(-1)) fail('a count that is not that of +Inf', name);
    if ((bounds[0] ?? 0) < 0 && sum !== undefined) fail('a sum beside negative buckets', name);
    for (const { exemplar, labels } of buckets) {
      if (exemplar !== undefined && exemplar.value > Number(labels.le?.replace('Inf', 'Infinity')))
        fail('an exemplar beyond its bucket', name);
    }
  }
}

function isAscending(numbers: readonly number[], orEqual: boolean): boolean {
  return numbers.every((each, index) => {
    const before = numbers[index - 1] ?? Number.NEGATIVE_INFINITY;
    return orEqual ? each >= before : each > before;
  });
}

function sortedLabels(labels: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

function unescaped(text: string): string {
  return text.replace(/\\[\\"n]/g, (sequence) => ESCAPED[sequence] ?? sequence);
}

function fail(what: string, where: string): never {
  throw new Error(`${what}: ${JSON.stringify(where.slice(0, 200))}`);
}
