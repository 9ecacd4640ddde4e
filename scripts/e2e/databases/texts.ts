import type { TestObservability } from '../../../lib/testing';
import { type Checks, expectEqual } from '../checks';

/** A statement, and what of it a span may show. */
export interface StatementText {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly shown: string;
}

/**
 * Runs statements on a real server, which takes them, inside `obs.db.query`; looks at the texts on their spans, and that
 * no secret of theirs is there or on `/metrics`.
 */
export async function checkTexts(
  checks: Checks,
  obs: TestObservability,
  product: string,
  system: string,
  texts: readonly StatementText[],
  run: (text: string, values: readonly unknown[]) => Promise<unknown>,
): Promise<void> {
  await checks.check(`${product}: spans show statements without their literals`, async () => {
    for (const { text, values } of texts) {
      await obs.db.query('SELECT', 'cards', () => run(text, values), { text, system });
    }
    const spans = obs.spans('db.SELECT').slice(-texts.length);
    expectEqual(
      spans.map(({ attributes }) => attributes['db.query.text']),
      texts.map(({ shown }) => shown),
      'texts',
    );
    const everything = JSON.stringify(spans.map(({ attributes, events }) => [attributes, events]));
    expectEqual(/secret-\d|471\d/.exec(everything + (await obs.exposition())), null, 'a secret');
  });
}
