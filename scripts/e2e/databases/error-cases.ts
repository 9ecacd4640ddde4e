import type { TestObservability } from '../../../lib/testing';
import { type Checks, expectEqual } from '../checks';

/** Something that a real database refuses, and what it is to be recorded as. */
export interface ErrorCase {
  readonly errorType: string;
  readonly what: string;
  /** Has the driver fail; whatever it needs for that beside is done before. */
  readonly provoke: () => Promise<unknown>;
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
