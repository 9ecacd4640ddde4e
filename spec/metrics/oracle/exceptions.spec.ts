import { adjustedStock, plainStock } from './adjusted-stock';
import { differences } from './compare';
import { BEYOND_PROGRAMS, EXCEPTIONS } from './exceptions';
import { ours } from './ours';
import { play } from './play';

const adjusted = EXCEPTIONS.filter(({ isLeftOut }) => isLeftOut !== true);
const leftOut = EXCEPTIONS.filter(({ isLeftOut }) => isLeftOut === true);

describe('an intended difference from the stock MeterProvider', () => {
  it.each(adjusted)('is there, and explains all: $name', async (exception) => {
    const others = EXCEPTIONS.filter(({ name }) => name !== exception.name);
    const collected = await play(exception.witness, ours);

    expect(differences(collected, await play(exception.witness, adjustedStock(others)))).not.toEqual([]);
    expect(differences(collected, await play(exception.witness, adjustedStock(EXCEPTIONS)))).toEqual([]);
  });

  it.each(leftOut)('is there: $name', async ({ witness }) => {
    const collected = await play(witness, ours);

    expect(differences(collected, await play(witness, adjustedStock(EXCEPTIONS)))).not.toEqual([]);
  });

  it.each(EXCEPTIONS)('has a name of its own and a reason: $name', async ({ name, reason, witness }) => {
    expect(EXCEPTIONS.filter((other) => other.name === name)).toHaveLength(1);
    expect(reason).toMatch(/^[A-Z].{30,}\.$/s);
    expect((await play(witness, plainStock)).length).toBeGreaterThan(0);
  });

  it.each(BEYOND_PROGRAMS)('is there: $name', async ({ reason, seen }) => {
    expect(reason).toMatch(/^[A-Z].{30,}\.$/s);
    expect(await seen(ours)).not.toEqual(await seen(plainStock));
  });

  it('keeps exemplars, has attributes of its own, and joins collections', async () => {
    const [exemplars, attributes, rounds] = await Promise.all(BEYOND_PROGRAMS.map(({ seen }) => seen(ours)));

    expect(exemplars).toEqual([true]);
    expect(attributes).toEqual([{ k: 'x' }, { k: 'y' }]);
    expect(rounds).toBe(1);
  });
});
