import fc from 'fast-check';
import { adjustedStock } from './adjusted-stock';
import { type Ingredients, programs } from './arbitrary';
import { exactValues, extremeValues } from './arbitrary-measurements';
import { differences, type Tolerance } from './compare';
import { EXCEPTIONS } from './exceptions';
import { ours } from './ours';
import { play } from './play';
import type { Program } from './program';

/** More programs than in the usual run, as a factor: `ORACLE_RUNS=100 npx jest … spec/metrics/oracle`. */
const FACTOR = Number(process.env.ORACLE_RUNS ?? 1);

// A test takes seconds, minutes with more programs; the machine may be busy.
jest.setTimeout(60_000 * Math.max(1, FACTOR));

const expected = adjustedStock(EXCEPTIONS);

/** Sums are compared to 12 digits of the greatest value of the program. */
function toleranceOf({ steps }: Program): Tolerance {
  const values = steps.flatMap((step) => {
    if (step.do === 'record') return [step.value];
    return step.do === 'observe' ? step.observations.map(({ value }) => value) : [];
  });
  return { ofSums: Math.max(0, ...values.filter(Number.isFinite).map(Math.abs)) * 1e-12 };
}

async function sameAsStock(ingredients: Ingredients, numRuns: number, isExact = true): Promise<void> {
  const property = fc.asyncProperty(programs(ingredients), async (program) => {
    const stock = await play(program, expected, { togetherIsEach: true });
    expect(differences(await play(program, ours), stock, isExact ? undefined : toleranceOf(program))).toEqual(
      [],
    );
  });
  await fc.assert(property, { numRuns: numRuns * FACTOR });
}

describe('our MeterProvider collects what the stock one does', () => {
  it('for all instruments, readers and temporalities, without Views', async () => {
    await sameAsStock({ values: exactValues, views: 'none' }, 200);
  });

  it('with Views', async () => {
    await sameAsStock({ values: exactValues, views: 'some' }, 350);
  });

  it('with limits of cardinality', async () => {
    await sameAsStock({ values: exactValues, views: 'some', limits: true }, 150);
  });

  it('when all readers collect at once', async () => {
    await sameAsStock({ values: exactValues, views: 'some', together: true }, 150);
  });

  it('for the ends of what a number can be', async () => {
    await sameAsStock({ values: extremeValues, views: 'some' }, 200, false);
  });
});
