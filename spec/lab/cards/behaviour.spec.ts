import { assignTempers, chooseBehaviour } from '../../../lib/lab/cards/behaviour';
import { createRandom } from '../../../lib/lab/cards/random';
import { createVirtualCards } from '../../../lib/lab/cards/virtual-card';

const count = (kinds: readonly { kind: string }[], kind: string) =>
  kinds.filter((each) => each.kind === kind).length;

describe('assignTempers', () => {
  it('gives one card in five a fault, every kind of fault in turn', () => {
    const tempers = assignTempers(20, createRandom(1));
    expect(tempers).toHaveLength(20);
    for (const kind of ['wrong-key', 'slow-answer', 'dropped-link', 'unknown-identity']) {
      expect(count(tempers, kind)).toBe(1);
    }
    expect(count(tempers, 'plain')).toBe(16);
  });

  it('follows from the seed', () => {
    const kinds = (seed: number) => assignTempers(50, createRandom(seed)).map(({ kind }) => kind);
    expect(kinds(5)).toEqual(kinds(5));
    expect(kinds(5)).not.toEqual(kinds(6));
  });

  it('leaves a handful of cards without faults', () => {
    expect(count(assignTempers(4, createRandom(1)), 'plain')).toBe(4);
    expect(assignTempers(0, createRandom(1))).toEqual([]);
  });
});

describe('chooseBehaviour', () => {
  it('shows the fault in some sessions and not in others', () => {
    const random = createRandom(2);
    const chosen = Array.from({ length: 200 }, () =>
      chooseBehaviour({ kind: 'dropped-link', probability: 0.5 }, random),
    );
    expect(count(chosen, 'dropped-link')).toBeGreaterThan(50);
    expect(count(chosen, 'plain')).toBeGreaterThan(50);
  });

  it('keeps a sound card sound', () => {
    const random = createRandom(2);
    const chosen = Array.from({ length: 100 }, () =>
      chooseBehaviour({ kind: 'plain', probability: 0 }, random),
    );
    expect(count(chosen, 'plain')).toBe(100);
  });
});

describe('createVirtualCards', () => {
  it('makes a card for each identity', () => {
    const credentials = ['a', 'b'].map((identity) => ({ identity, key: new Uint8Array(16) }));
    const cards = createVirtualCards(credentials, { seed: 1, faults: true, slowestExecutionMs: 0 });
    expect(cards.map(({ identity }) => identity)).toEqual(['a', 'b']);
  });
});
