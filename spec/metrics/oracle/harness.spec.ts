import { MeterProvider } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { adjustedStock, plainStock } from './adjusted-stock';
import { programs } from './arbitrary';
import { exactValues, extremeValues } from './arbitrary-measurements';
import { differences } from './compare';
import { type CreateProvider, play } from './play';

jest.setTimeout(60_000);

/** A property that holds for the oracle itself: what is told of two providers that should be the same. */
async function firstDifference(one: CreateProvider, other: CreateProvider): Promise<string | undefined> {
  const property = fc.asyncProperty(programs({ values: exactValues, views: 'some' }), async (program) => {
    expect(differences(await play(program, one), await play(program, other))).toEqual([]);
  });
  const details = await fc.check(property, { numRuns: 300, seed: 1 });
  return details.failed ? String(details.counterexample?.[0]) : undefined;
}

/** A stock provider that answers `collect` with what `change` makes of the data. */
function broken(
  change: (point: { value: unknown; startTime: unknown; attributes: object }) => object,
): CreateProvider {
  return ({ views, readers }) => {
    const provider = new MeterProvider({ views, readers });
    for (const reader of readers) {
      const collect = reader.collect.bind(reader);
      reader.collect = async () => {
        const result = await collect();
        for (const { metrics } of result.resourceMetrics.scopeMetrics) {
          for (const metric of metrics) Object.assign(metric, { dataPoints: metric.dataPoints.map(change) });
        }
        return result;
      };
    }
    return provider;
  };
}

/** The stock provider's own mistake with extreme values; anything else is one of the harness. */
function onlyItsOwnError(error: Error): undefined {
  if (!error.message.startsWith('expected scale ')) throw error;
  return undefined;
}

describe('the oracle itself', () => {
  it.each([
    ['exact', exactValues],
    ['extreme', extremeValues],
  ])('finds no difference between the stock provider and itself with %s values', async (_name, values) => {
    await fc.assert(
      fc.asyncProperty(programs({ values, views: 'some' }), async (program) => {
        const expected = await play(program, plainStock).catch(onlyItsOwnError);
        // Where the stock provider throws (it reckons a scale below its own least one), there is nothing to compare.
        fc.pre(expected !== undefined);
        expect(differences(await play(program, adjustedStock([])), expected)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a value of 5 told as 6', broken((point) => (point.value === 5 ? { ...point, value: 6 } : point))],
    ['start times a second early', broken((point) => ({ ...point, startTime: [1, 1] }))],
    ['attributes that are lost', broken((point) => ({ ...point, attributes: {} }))],
    ['histograms without a sum', broken(({ value, ...point }) => ({ ...point, value: withoutSum(value) }))],
  ])('finds %s, and shrinks the program to few lines', async (_name, createProvider) => {
    const program = await firstDifference(createProvider, plainStock);

    expect(program).toContain('collect');
    expect(program?.split('\n').length).toBeLessThan(9);
  });

  it('prints a program as code', async () => {
    const program = await firstDifference(
      broken((point) => ({ ...point, attributes: {} })),
      plainStock,
    );

    expect(program).toMatch(/^reader0 = .*\nmeter0 = provider\.getMeter\(.*\n(s0|o0) = meter0\.create/);
  });
});

function withoutSum(value: unknown): unknown {
  return typeof value === 'object' ? { ...value, sum: undefined } : value;
}
