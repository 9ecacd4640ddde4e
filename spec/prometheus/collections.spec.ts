import { Collections } from '../../lib/prometheus/collections';

/** Collections that end when they are told to, and a count of those under way. */
function controlled() {
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const collections = new Collections<string, string>(async (options) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
    return options;
  });
  return { collections, ends, most: () => most };
}

describe('Collections', () => {
  it('begins at once when none is under way', async () => {
    const { collections, ends } = controlled();
    const result = collections.run('a');
    expect(ends).toHaveLength(1);
    ends[0]?.();
    expect(await result).toBe('a');
  });

  it('never runs two, however near one who asks is to the end of the one before', async () => {
    for (let ticks = 0; ticks < 12; ticks += 1) {
      const { collections, ends, most } = controlled();
      const results = [collections.run('first'), collections.run('second')];
      ends[0]?.();
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      results.push(collections.run('third'));
      const all = Promise.all(results);
      let done = false;
      void all.then(() => {
        done = true;
      });
      while (!done) {
        for (const end of ends) end();
        await Promise.resolve();
      }
      expect(most()).toBe(1);
      expect((await all).slice(0, 2)).toEqual(['first', 'second']);
    }
  });
});
