import * as api from '../../../lib';
import { testObservability } from '../../../lib/testing';
import { OLDER_OPERATIONS } from '../../../scripts/generate/semconv/operations';

describe('the table of older operations', () => {
  it('names methods that there are', async () => {
    const obs = testObservability();
    const named = OLDER_OPERATIONS.flatMap(({ plain, scoped }) => [...plain, ...(scoped ? [scoped] : [])]);
    const missing = named.filter((path) => {
      const target = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], { ...api, obs });
      return typeof target !== 'function';
    });

    expect(missing).toEqual([]);
    await obs.shutdown();
  });

  it('has each operation once, with a method for it', () => {
    const names = OLDER_OPERATIONS.map(({ domain, operation }) => `${domain}: ${operation}`);

    expect(new Set(names).size).toBe(names.length);
    expect(OLDER_OPERATIONS.filter(({ plain }) => plain.length === 0)).toEqual([]);
  });
});
