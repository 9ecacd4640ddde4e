/** What SQL products read differently. `ambiguous` is for a product that is not known. */
export interface SqlDialect {
  /** Whether `"…"` is an identifier wherever it stands; else its place decides. */
  readonly doubleQuotedIdentifiers: boolean;
  /** Whether a backslash escapes the quote behind it in every string. */
  readonly backslashEscapes: boolean;
  /** `#`: a comment until the end of the line, part of an operator, or of a name. */
  readonly hash: 'comment' | 'operator' | 'name' | 'ambiguous';
  /** `--` without a space behind it: a comment, or minus of a minus. */
  readonly tightDashes: 'comment' | 'operator' | 'ambiguous';
  /** Whether a comment may hold a comment. */
  readonly blockComments: 'nested' | 'flat' | 'ambiguous';
  /** Whether `$tag$…$tag$` is a string. */
  readonly dollarQuotes: boolean;
  /** `[…]`: a quoted identifier, or the subscript of an array. */
  readonly brackets: 'identifier' | 'subscript' | 'ambiguous';
}

const UNKNOWN: SqlDialect = {
  doubleQuotedIdentifiers: false,
  backslashEscapes: false,
  hash: 'ambiguous',
  tightDashes: 'ambiguous',
  blockComments: 'ambiguous',
  dollarQuotes: true,
  brackets: 'ambiguous',
};

const POSTGRESQL: SqlDialect = {
  doubleQuotedIdentifiers: true,
  backslashEscapes: false,
  hash: 'operator',
  tightDashes: 'comment',
  blockComments: 'nested',
  dollarQuotes: true,
  brackets: 'subscript',
};

const MYSQL: SqlDialect = {
  doubleQuotedIdentifiers: false,
  backslashEscapes: true,
  hash: 'comment',
  tightDashes: 'operator',
  blockComments: 'flat',
  dollarQuotes: false,
  brackets: 'subscript',
};

/** SQLite takes `"…"` for a string where no column has that name. */
const SQLITE: SqlDialect = {
  doubleQuotedIdentifiers: false,
  backslashEscapes: false,
  hash: 'operator',
  tightDashes: 'comment',
  blockComments: 'flat',
  dollarQuotes: false,
  brackets: 'identifier',
};

/** `"…"` is a string in SQL Server while QUOTED_IDENTIFIER is off. */
const SQL_SERVER: SqlDialect = { ...SQLITE, hash: 'name', blockComments: 'nested' };

/** By OpenTelemetry's `db.system.name`. */
const DIALECTS: ReadonlyMap<string, SqlDialect> = new Map([
  ['postgresql', POSTGRESQL],
  ['cockroachdb', POSTGRESQL],
  ['mysql', MYSQL],
  ['mariadb', MYSQL],
  ['sqlite', SQLITE],
  ['microsoft.sql_server', SQL_SERVER],
]);

/** How the product of this `db.system.name` reads SQL; for others, what no product reads otherwise. */
export function sqlDialect(system: string | undefined): SqlDialect {
  return (system !== undefined && DIALECTS.get(system)) || UNKNOWN;
}
