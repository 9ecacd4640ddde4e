import type { TestObservability } from '../../../lib/testing';
import { type Checks, expectEqual } from '../checks';

/** Something that a real database refuses, and what it is to be recorded as. */
export interface ErrorCase {
  readonly errorType: string;
  readonly what: string;
  /** Has the driver fail; whatever it needs for that beside is done before. */
  readonly provoke: () => Promise<unknown>;
}

/** A statement that fails by itself, sent with the driver's `query`. */
export function failingStatement(
  query: (text: string) => Promise<unknown>,
  errorType: string,
  what: string,
  text: string,
): ErrorCase {
  return { errorType, what, provoke: () => query(text) };
}

/** What both products refuse in the tables that both have; `keys` as the product quotes it. */
export function commonFailures(
  query: (text: string) => Promise<unknown>,
  keys: string,
): readonly ErrorCase[] {
  const statements = [
    ['constraint', 'a duplicate key', "INSERT INTO cards VALUES (1, 'again', 0)"],
    ['constraint', 'a missing value', 'INSERT INTO cards VALUES (3, NULL, 0)'],
    ['constraint', 'a reference to nothing', `INSERT INTO ${keys} VALUES (99)`],
    ['constraint', 'a failed check', "INSERT INTO cards VALUES (3, 'third', -1)"],
    ['syntax', 'a word that is none', 'SELEC 1'],
    ['syntax', 'an unknown table', 'SELECT 1 FROM nowhere'],
    ['syntax', 'an unknown column', 'SELECT nothing FROM cards'],
  ] as const;
  return statements.map(([errorType, what, text]) => failingStatement(query, errorType, what, text));
}

/** Has each case fail inside `obs.db.query`, and looks at what was recorded of it. */
export async function checkErrorCases(
  checks: Checks,
  obs: TestObservability,
  product: string,
  system: string,
  cases: readonly ErrorCase[],
): Promise<void> {
  for (const { errorType, what, provoke } of cases) {
    await checks.check(`${product}: ${what} is recorded as ${errorType}`, async () => {
      const labels = { error_type: errorType, db_operation_name: 'EXECUTE' };
      const before = (await obs.metric('cardlink_db_errors_total', labels)) ?? 0;
      const failure = await obs.db.query('EXECUTE', undefined, provoke, { system }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) throw new Error('it did not fail');
      const span = obs.spans('db.EXECUTE').at(-1);
      expectEqual(span?.attributes['error.type'], errorType, `recorded of ${textOf(failure)}`);
      expectEqual(await obs.metric('cardlink_db_errors_total', labels), before + 1, 'errors counted');
    });
  }
}

/** What a driver's error says of itself. */
function textOf(error: unknown): string {
  const { name, code, errno, sqlState, message } = error as Readonly<Record<string, unknown>>;
  return JSON.stringify({ name, code, errno, sqlState, message });
}
