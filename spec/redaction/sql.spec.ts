import fc from 'fast-check';
import { sanitizeSql } from '../../lib/redaction/sql';
import { doubled, escaped, slashed } from './support/sql-text';

const SYSTEMS = [undefined, 'postgresql', 'mysql', 'sqlite', 'microsoft.sql_server', 'oracle.db'] as const;

describe('a sanitised query', () => {
  it.each([
    ["SELECT * FROM cards WHERE iccid = '8949'", 'SELECT * FROM cards WHERE iccid = ?'],
    ["a = 'it''s' AND b = 1", 'a = ? AND b = ?'],
    ["a = '' AND b = ''''", 'a = ? AND b = ?'],
    ['a = 12 OR b = 1.5 OR c = .5 OR d = 1e-5 OR e = 1_000', 'a = ? OR b = ? OR c = ? OR d = ? OR e = ?'],
    ['a = -5 AND b - 5 > +2', 'a = ? AND b - ? > ?'],
    ['SELECT -1, (-1), a-1', 'SELECT ?, (?), a-?'],
    ["k = 0xDEADBEEF OR k = X'DEAD' OR k = b'01' OR k = 0b01", 'k = ? OR k = ? OR k = ? OR k = ?'],
    ["a = N'x' OR a = E'it\\'s' OR a = _utf8'x'", 'a = ? OR a = ? OR a = ?'],
    ["d = DATE '2026-01-01' AND i < INTERVAL '1 day'", 'd = DATE ? AND i < INTERVAL ?'],
    ['a = TRUE OR b = false OR c = null', 'a = ? OR b = ? OR c = ?'],
    ['a IS NULL AND b IS NOT NULL AND c IS TRUE', 'a IS NULL AND b IS NOT NULL AND c IS TRUE'],
    ['x int NOT NULL ON DELETE SET NULL', 'x int NOT NULL ON DELETE SET NULL'],
    ['SET on = TRUE', 'SET on = ?'],
    ['SELECT $$it is$$, $a$ $b$ it is $a$, $1', 'SELECT ?, ?, ?'],
    ['price > $5.20 OR price > €7', 'price > ? OR price > €?'],
    ['SELECT c1, t2.c3 FROM t2 LIMIT 10', 'SELECT c1, t2.c3 FROM t2 LIMIT ?'],
    [
      'a = :name AND b = @other AND c = ? AND d::int = @@e',
      'a = :name AND b = @other AND c = ? AND d::int = @@e',
    ],
    ['tags @> $1 AND a : b', 'tags @> ? AND a : b'],
    ['SELECT `it\'s`, a FROM `my "table`', 'SELECT `it\'s`, a FROM `my "table`'],
  ])('holds no literals: %s', (query, expected) => {
    expect(sanitizeSql(query)).toBe(expected);
  });

  it.each([
    ["a IN (1, 'b', NULL, $4, :five, -6)", 'a IN (?)'],
    ['a IN(1) AND b in ( 2 , 3 )', 'a IN(?) AND b in (?)'],
    ['(a, b) IN ((1, 2), (3, 4))', '(a, b) IN (?)'],
    ['a IN (SELECT b FROM c WHERE d IN (1, 2))', 'a IN (SELECT b FROM c WHERE d IN (?))'],
    ['a IN (b, 1)', 'a IN (b, ?)'],
    ['a IN ()', 'a IN ()'],
    ['INSERT INTO t (a, b) VALUES (1, 2)', 'INSERT INTO t (a, b) VALUES (?)'],
    [
      "INSERT INTO t VALUES (1, 'a'), (2, 'b'),(3, 'c') RETURNING id",
      'INSERT INTO t VALUES (?) RETURNING id',
    ],
    ['INSERT INTO t VALUES (1, now()), (2, now()), (3, f(4))', 'INSERT INTO t VALUES (?, now())'],
    ['f(1, 2), (3, 4)', 'f(?, ?), (?, ?)'],
    ['a) VALUES (1', 'a) VALUES (?'],
  ])('has one place for a list: %s', (query, expected) => {
    expect(sanitizeSql(query)).toBe(expected);
  });

  it.each([
    ['SELECT 1 -- pin 1234\nFROM t', 'SELECT ? FROM t'],
    ['SELECT a--pin 1234\nFROM t', 'SELECT a FROM t'],
    ['SELECT a # pin 1234\nFROM t', 'SELECT a FROM t'],
    ['SELECT/* pin\n1234 */a', 'SELECT a'],
    ['SELECT /*! secret */ a --', 'SELECT a'],
    ['  SELECT\t\n a  ', 'SELECT a'],
    ['a - b / c', 'a - b / c'],
  ])('holds no comments and single spaces: %s', (query, expected) => {
    expect(sanitizeSql(query)).toBe(expected);
  });

  it.each([
    ["a = 'secret", 'a = ? …'],
    ['a = "secret', 'a = ? …'],
    ['a = `secret', 'a = ? …'],
    ['a = $x$ secret', 'a = ? …'],
    ['a /* secret', 'a ? …'],
    ["a = q'[secret", 'a = ? …'],
  ])('ends where a literal does not: %s', (query, expected) => {
    expect(sanitizeSql(query)).toBe(expected);
  });

  describe('of a product that is not known', () => {
    it.each([
      ['a = "secret"', 'a = ?'],
      ['SELECT "a"."b", c."d", "e".* FROM "t" JOIN "u"', 'SELECT "a"."b", c."d", "e".* FROM "t" JOIN "u"'],
      ['INSERT INTO "t" ("secret")', 'INSERT INTO "t" (?)'],
      ['a = TRIM(BOTH "secret" FROM "secret")', 'a = TRIM(BOTH ? FROM ?)'],
      ['a IS DISTINCT FROM "secret"', 'a IS DISTINCT FROM ?'],
      ['a IN (SELECT b FROM "t")', 'a IN (SELECT b FROM "t")'],
    ])('has double quotes only where no value can stand: %s', (query, expected) => {
      expect(sanitizeSql(query)).toBe(expected);
    });

    it.each([
      ["a = 'x\\' OR b = 'secret'", 'a = ? …'],
      ['a = "x\\" OR b = "secret"', 'a = ? …'],
      ["a # 'x\n secret' b", 'a ? …'],
      ["a--'x\n secret' b", 'a? …'],
      ["a -- x\r'\n secret' b", 'a ? …'],
      ['a /* /* */ secret */ b', 'a ? …'],
      ["a /*! 'b*/secret' */ c", 'a ? …'],
      ["[it's] = 'secret'", '? …'],
      ["q'[a', b]'secret", '? …'],
      ["a = q'[it's]'", 'a = ? …'],
    ])('ends where products disagree on what is a literal: %s', (query, expected) => {
      expect(sanitizeSql(query)).toBe(expected);
    });

    it.each([
      ["ARRAY['a', 'b']", 'ARRAY[?, ?]'],
      ['[user name].[id], a[1], b[$2]', '[user name].[id], a[?], b[?]'],
    ])('goes on where they agree: %s', (query, expected) => {
      expect(sanitizeSql(query)).toBe(expected);
    });
  });

  it.each([
    [
      'postgresql',
      'SELECT "a" FROM t WHERE "b" = \'x\' AND j #> \'{c}\'',
      'SELECT "a" FROM t WHERE "b" = ? AND j #> ?',
    ],
    ['postgresql', "a /* /* x */ y */ = b[1] --'c", 'a = b[?]'],
    ['mysql', "a = 'it\\'s' AND b = \"it\\\"s\" # don't", 'a = ? AND b = ?'],
    ['mysql', "a--1 AND b = 'c\\\\'", 'a-? AND b = ?'],
    ['mysql', 'a = $b$c$b$', 'a = $b$c$b$'],
    ['sqlite', "[it's] = 'x' AND `a` = $name", "[it's] = ? AND `a` = $name"],
    [
      'microsoft.sql_server',
      "SELECT * FROM #temp WHERE [a]]'b] = N'x'",
      "SELECT * FROM #temp WHERE [a]]'b] = ?",
    ],
    ['microsoft.sql_server', 'SELECT [secret', 'SELECT ? …'],
  ])('of %s is read as it reads it: %s', (system, query, expected) => {
    expect(sanitizeSql(query, system)).toBe(expected);
  });

  it('is at most 4,096 code units long and says that something is missing', () => {
    const query = `SELECT ${'column, '.repeat(2_000)}last`;
    const sanitised = sanitizeSql(query);
    expect(sanitised.length).toBeLessThanOrEqual(4_096);
    expect(sanitised.endsWith(' …')).toBe(true);
    expect(sanitizeSql(`a IN (${'1, '.repeat(50_000)}2)`).endsWith(' …')).toBe(true);
  });

  it('of 20,000 rows has one', () => {
    expect(sanitizeSql(`INSERT INTO t VALUES ${"(1,'a'),".repeat(5_000)}(1,'a')`)).toBe(
      'INSERT INTO t VALUES (?)',
    );
  });
});

/** Text that is part of a literal or a comment, made of what confuses a reader of SQL. */
const noise = fc
  .array(
    fc.constantFrom(
      "'",
      '"',
      '`',
      '\\',
      '$',
      '$$',
      '--',
      '#',
      '/*',
      '*/',
      '[',
      ']',
      '(',
      ')',
      ',',
      '\n',
      ' ',
      'a',
      '1',
      '?',
      ':',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

const SECRET = 'xyzzy';
const secretText = fc.tuple(noise, noise).map(([before, after]) => `${before}${SECRET}${after}`);

/** How products write a text as a literal. */
const LITERALS: { readonly [system: string]: readonly ((text: string) => string)[] } = {
  postgresql: [
    (text) => `'${doubled(text, "'")}'`,
    (text) => `E'${slashed(text, "'")}'`,
    (text) => `$q$${text.replaceAll('$', '')}$q$`,
  ],
  mysql: [
    (text) => `'${escaped(text, "'")}'`,
    (text) => `'${slashed(text, "'")}'`,
    (text) => `"${slashed(text, '"')}"`,
    (text) => `"${escaped(text, '"')}"`,
    (text) => `_utf8'${slashed(text, "'")}'`,
  ],
  sqlite: [(text) => `'${doubled(text, "'")}'`, (text) => `"${doubled(text, '"')}"`],
  'microsoft.sql_server': [(text) => `N'${doubled(text, "'")}'`, (text) => `"${doubled(text, '"')}"`],
  'oracle.db': [(text) => `'${doubled(text, "'")}'`, (text) => `q'!${text.replaceAll('!', '')}!'`],
};

/** How they write a comment. */
const COMMENTS: { readonly [system: string]: readonly ((text: string) => string)[] } = {
  postgresql: [(text) => `-- ${line(text)}\n`, (text) => `--${line(text)}\n`, (text) => `/*${flat(text)}*/`],
  mysql: [(text) => `-- ${line(text)}\n`, (text) => `#${line(text)}\n`, (text) => `/* ${ends(text)}*/`],
  sqlite: [(text) => `--${line(text)}\n`, (text) => `/*${ends(text)}*/`],
  'microsoft.sql_server': [(text) => `--${line(text)}\n`, (text) => `/* /*${flat(text)}*/ ${SECRET} */`],
  'oracle.db': [(text) => `--${line(text)}\n`, (text) => `/*${ends(text)}*/`],
};

function line(text: string): string {
  return text.replaceAll('\n', ' ');
}
function flat(text: string): string {
  return text.replaceAll('/', ' ');
}
function ends(text: string): string {
  return text.replaceAll('*', ' ');
}

const systemName = fc.constantFrom(...Object.keys(LITERALS));
const place = fc.constantFrom(
  'a = ',
  'a IN (1, ',
  'VALUES (1), (',
  'f(',
  'LIKE ',
  'a -',
  "|| '' || ",
  'FROM t WHERE b.c <> ',
);

describe('a secret', () => {
  const statement = systemName.chain((system) => {
    const literal = fc
      .tuple(fc.constantFrom(...(LITERALS[system] ?? [])), secretText)
      .map(([write, text]) => write(text));
    const comment = fc
      .tuple(fc.constantFrom(...(COMMENTS[system] ?? [])), secretText)
      .map(([write, text]) => write(text));
    const part = fc.tuple(
      place,
      fc.oneof({ weight: 3, arbitrary: literal }, { weight: 1, arbitrary: comment }),
    );
    return fc.record({
      system: fc.constant(system),
      query: fc
        .array(part, { minLength: 1, maxLength: 5 })
        .map((parts) => `SELECT ${parts.flat().join(' ')}`),
    });
  });

  it('in a literal or a comment never survives, whether the product is known or not', () => {
    fc.assert(
      fc.property(statement, ({ system, query }) => {
        expect(sanitizeSql(query, system)).not.toContain(SECRET);
        expect(sanitizeSql(query)).not.toContain(SECRET);
      }),
      { numRuns: 3_000 },
    );
  });

  it('of digits never survives in any place', () => {
    const number = fc.bigInt({ min: 10_000_000n, max: 10n ** 20n });
    const form = fc.constantFrom(
      (n: string) => n,
      (n: string) => `-${n}`,
      (n: string) => `0x${n}`,
      (n: string) => `${n}.5e10`,
      (n: string) => `.${n}`,
      (n: string) => `$${n}`,
      (n: string) => `${n}abc`,
    );
    fc.assert(
      fc.property(place, number, form, fc.constantFrom(...SYSTEMS), (before, n, write, system) => {
        expect(sanitizeSql(`${before}${write(String(n))}`, system)).not.toContain(String(n));
      }),
    );
  });

  it('does not survive when the text is cut anywhere', () => {
    const query = `SELECT a FROM t WHERE b = '${SECRET}' AND c = "${SECRET}" AND d = $x$${SECRET}$x$ /*${SECRET}*/`;
    for (let end = 0; end <= query.length; end += 1) {
      expect(sanitizeSql(query.slice(0, end))).not.toContain(SECRET.slice(0, 2));
    }
  });
});

describe('sanitising', () => {
  it('never throws and stays within its bound, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), noise), fc.constantFrom(...SYSTEMS), (text, system) => {
        expect(sanitizeSql(text, system).length).toBeLessThanOrEqual(4_096);
      }),
    );
  });

  it('changes nothing when it is done again', () => {
    const queries = ["SELECT a FROM t WHERE b = 'c' AND d IN (1, 2)", 'INSERT INTO t VALUES (1, 2), (3, 4)'];
    for (const query of queries) expect(sanitizeSql(sanitizeSql(query))).toBe(sanitizeSql(query));
  });

  it.each([
    ["'"],
    ['"'],
    ['`'],
    ['$'],
    ['$a'],
    ['['],
    ['[['],
    ['('],
    ['IN ('],
    ['VALUES ('],
    ["q'["],
    ['--'],
    ['-- \n'],
    ['#'],
    ['#\n'],
    ['/*'],
    ['/**/'],
    ['\\'],
    ["'\\"],
    ['-'],
    ['+1'],
    ['1'],
    ['1e'],
    ['a'],
    [':'],
    ['@a'],
    ['"a".'],
    ["e'"],
    ['),('],
  ])('looks at each character a bounded number of times: %j over and over', (unit) => {
    for (const system of SYSTEMS) {
      const looks = (length: number) =>
        countLooks(unit.repeat(Math.ceil(length / unit.length)).slice(0, length), system);
      const short = looks(2_000);
      // Twice the text is twice the work; what is superlinear would have four times.
      expect(looks(4_000)).toBeLessThanOrEqual(short * 2.5 + 500);
    }
  });
});

/** How many characters are looked at for a text. */
function countLooks(text: string, system: string | undefined): number {
  const spies = [jest.spyOn(String.prototype, 'charAt'), jest.spyOn(String.prototype, 'charCodeAt')];
  const sliced = jest.spyOn(String.prototype, 'slice');
  const searched = jest.spyOn(String.prototype, 'indexOf');
  try {
    sanitizeSql(text, system);
    const single = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    const copied = sliced.mock.results.reduce((sum, { value }) => sum + String(value).length, 0);
    const passed = searched.mock.results.reduce((sum, { value }, call) => {
      const whole = String(searched.mock.contexts[call]).length;
      const from = searched.mock.calls[call]?.[1] ?? 0;
      return sum + (Number(value) === -1 ? whole : Number(value)) - from;
    }, 0);
    return single + copied + passed;
  } finally {
    for (const spy of [...spies, sliced, searched]) spy.mockRestore();
  }
}
