import fc from 'fast-check';
import { parseExposition } from '../../lib/prometheus';

const problems = (text: string): readonly string[] =>
  parseExposition(text).problems.map(({ line, message }) => `${line}: ${message}`);

describe('parseExposition', () => {
  it('reads the example of the format’s own documentation', () => {
    const { families, problems: found } =
      parseExposition(`# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045

# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320

# HELP rpc_duration_seconds A summary of the RPC duration in seconds.
# TYPE rpc_duration_seconds summary
rpc_duration_seconds{quantile="0.01"} 3102
rpc_duration_seconds_sum 1.7560473e+07
rpc_duration_seconds_count 2693
`);
    expect(found).toEqual([]);
    expect(families.map(({ name, type, samples }) => [name, type, samples.length])).toEqual([
      ['http_requests_total', 'counter', 2],
      ['msdos_file_access_time_seconds', 'untyped', 1],
      ['metric_without_timestamp_and_labels', 'untyped', 1],
      ['something_weird', 'untyped', 1],
      ['http_request_duration_seconds', 'histogram', 4],
      ['rpc_duration_seconds', 'summary', 3],
    ]);
    expect(families[0]).toMatchObject({
      help: 'The total number of HTTP requests.',
      samples: [{ labels: { method: 'post', code: '200' }, value: 1027, timestampMs: 1_395_066_363_000 }, {}],
    });
    expect(families[1]?.samples[0]?.labels).toEqual({
      path: 'C:\\DIR\\FILE.TXT',
      error: 'Cannot find file:\n"FILE.TXT"',
    });
    expect(families[3]?.samples[0]).toMatchObject({
      value: Number.POSITIVE_INFINITY,
      timestampMs: -3_982_045,
    });
  });

  it.each([
    ['1', 1],
    ['+1.5', 1.5],
    ['-.5', -0.5],
    ['1.', 1],
    ['1e3', 1000],
    ['1E-3', 0.001],
    ['NaN', Number.NaN],
    ['nan', Number.NaN],
    ['Inf', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['+Infinity', Number.POSITIVE_INFINITY],
  ])('reads the number %s', (text, value) => {
    expect(parseExposition(`a ${text}\n`).families[0]?.samples[0]?.value).toBe(value);
  });

  it.each(['a{ b = "c" , d="e", } 1', '\ta {b="c",d="e"}\t1 ', 'a{b="c",d="e"}1'])(
    'bears with the blanks and commas of %j',
    (line) => {
      const { families, problems: found } = parseExposition(`${line}\n`);
      expect(found).toEqual([]);
      expect(families[0]?.samples[0]).toEqual({ name: 'a', labels: { b: 'c', d: 'e' }, value: 1 });
    },
  );

  it('unescapes help, and ignores comments that are neither HELP nor TYPE', () => {
    const { families, problems: found } = parseExposition(
      '# HELP a x\\\\y\\nz\n# UNIT a s\n# EOF\n#\n# HELP\na 1\n',
    );
    expect(found).toEqual([]);
    expect(families).toEqual([
      { name: 'a', type: 'untyped', help: 'x\\y\nz', samples: [{ name: 'a', labels: {}, value: 1 }] },
    ]);
  });

  it('keeps a label that is called like a property of every object', () => {
    expect(
      Object.entries(
        parseExposition('a{__proto__="x",constructor="y"} 1\n').families[0]?.samples[0]?.labels ?? {},
      ),
    ).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it.each([
    ['5a 1', '1: a line that begins with no metric name'],
    ['{a="b"} 1', '1: a line that begins with no metric name'],
    ['a', '1: a has no valid value'],
    ['a{b="c"}', '1: a has no valid value'],
    ['a 0x10', '1: a has no valid value'],
    ['a 1 x', '1: a has something after its value that is no timestamp'],
    ['a 1 2 3', '1: a has something after its value that is no timestamp'],
    ['a{5="c"} 1', '1: an invalid label name in a line of a'],
    ['a{,} 1', '1: an invalid label name in a line of a'],
    ['a{b="c" d="e"} 1', '1: a label that neither comma nor brace ends in a line of a'],
    ['a{b="c",b="c"} 1', '1: the label b twice in a line of a'],
    ['a{__name__="c"} 1', '1: the reserved label __name__ in a line of a'],
    ['a{b} 1', '1: no = after the label b in a line of a'],
    ['a{b=c} 1', '1: no quoted value of the label b in a line of a'],
    ['a{b="c} 1', '1: an unfinished or wrongly escaped value of the label b in a line of a'],
    ['a{b="\\t"} 1', '1: an unfinished or wrongly escaped value of the label b in a line of a'],
    ['a{b="c"', '1: a label that neither comma nor brace ends in a line of a'],
    ['a{', '1: an invalid label name in a line of a'],
    ['a 1\na 2', '2: the same series of a again'],
    ['a{b="c",d="e"} 1\na{d="e",b="c"} 1', '2: the same series of a again'],
    ['# TYPE a thing', '1: an unknown type for a'],
    ['# TYPE a gauge\n# TYPE a gauge', '2: a second TYPE for a'],
    ['# HELP a x\n# HELP a x', '2: a second HELP for a'],
    ['a 1\n# TYPE a gauge', '2: TYPE after the samples of a'],
    ['# TYPE 5a gauge', '1: TYPE of an invalid metric name'],
  ])('tells what is wrong with %j', (text, problem) => {
    expect(problems(`${text}\n`)).toEqual([problem]);
  });

  it('reads on after a line that is wrong', () => {
    expect(parseExposition('a{ 1\nb 2\n').families.map(({ name }) => name)).toEqual(['b']);
  });

  it('tells when the last line feed is missing, by which an exposition that was cut off is known', () => {
    expect(problems('a 1')).toEqual(['1: the last line does not end with a line feed']);
  });

  it('takes a count without a histogram for a family of its own', () => {
    const { families } = parseExposition('# TYPE a counter\na 1\na_count 2\n# TYPE s summary\ns_bucket 1\n');
    expect(families.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'counter'],
      ['a_count', 'untyped'],
      ['s', 'summary'],
      ['s_bucket', 'untyped'],
    ]);
  });

  it('never throws on whatever comes', () => {
    const fragments = fc.constantFrom(
      'a',
      '{',
      '}',
      '"',
      '\\',
      ',',
      '=',
      ' ',
      '\n',
      '#',
      '# TYPE ',
      '# HELP ',
      '1',
      'le',
      '+Inf',
      '\0',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fragments, fc.string({ unit: 'binary' }))), (parts) => {
        expect(parseExposition(parts.join('')).families).toBeInstanceOf(Array);
      }),
    );
  });
});
