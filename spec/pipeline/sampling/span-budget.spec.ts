import fc from 'fast-check';
import { SpanBudget } from '../../../lib/pipeline/sampling/span-budget';
import { TraceChoice } from '../../../lib/pipeline/sampling/trace-choice';
import { arrivals, type Load, randomOf, Windows } from './support/load';

const TARGET = 100;
const PER_WINDOW = 10 * TARGET;

interface Outcome {
  readonly kept: Windows;
  readonly keptTraces: number;
  readonly traces: number;
  /** The places in the sequence of what was kept. */
  readonly places: readonly number[];
}

/** Has a budget and a choice decide on a load, by the clock of the load. */
function decide(
  load: Load,
  {
    seed = 1,
    spans = () => 6,
    peakRate = 1,
  }: { seed?: number; spans?: (random: () => number) => number; peakRate?: number } = {},
): Outcome {
  const random = randomOf(seed);
  let nowMs = 0;
  const budget = new SpanBudget({ spansPerSecond: TARGET, peakRate, now: () => nowMs });
  const choice = new TraceChoice(random);
  const kept = new Windows(load.seconds);
  const places: number[] = [];
  let traces = 0;
  for (const second of arrivals(load, random)) {
    nowMs = second * 1_000;
    const count = spans(random);
    const wasChosen = choice.begin(budget.share);
    budget.offer(count);
    if (choice.end(budget.share, count, wasChosen, budget.hasRoom(count))) {
      budget.keep(count);
      kept.add(second, count);
      places.push(traces);
    }
    traces += 1;
  }
  return { kept, keptTraces: places.length, traces, places };
}

function expectNearTarget(sums: readonly number[]): void {
  expect(sums.length).toBeGreaterThan(0);
  expect(Math.min(...sums)).toBeGreaterThanOrEqual(0.8 * PER_WINDOW);
  expect(Math.max(...sums)).toBeLessThanOrEqual(1.2 * PER_WINDOW);
}

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const sizes = fc.integer({ min: 1, max: 20 });

describe('the budget of spans', () => {
  test.each([
    ['up', 20, 2_000],
    ['down', 2_500, 25],
  ])(
    'keeps every ten seconds within a fifth of the target, 30 s after a hundredfold step %s',
    (_step, before, after) => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const { kept } = decide(
            { seconds: 90, rate: (second) => (second < 20 ? before : after) },
            { seed },
          );
          expectNearTarget(kept.sums(50, 90));
        }),
        { numRuns: 3 },
      );
    },
  );

  test('stays within a fifth of the target whatever the sizes of the traces are', () => {
    fc.assert(
      fc.property(seeds, sizes, fc.integer({ min: 40, max: 200 }), (seed, largest, rate) => {
        const spans = (random: () => number): number => 1 + Math.floor(random() * largest);
        // At least twice the target, so that what comes by chance leaves enough to choose from.
        const tracesASecond = Math.max(rate, (4 * TARGET) / (largest + 1));
        const { kept } = decide({ seconds: 90, rate: () => tracesASecond }, { seed, spans });
        expectNearTarget(kept.sums(30, 90));
      }),
      { numRuns: 10 },
    );
  });

  test.each([0.5, 1, 2])('stays within a fifth of the target with a burst every %d seconds', (period) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const isOn = (second: number): boolean => second % period < period / 10;
        const { kept } = decide({ seconds: 90, rate: () => 1_000, isOn }, { seed });
        expectNearTarget(kept.sums(30, 90));
      }),
      { numRuns: 3 },
    );
  });

  test('never keeps more than a fifth above the target in ten seconds, however the load jumps', () => {
    const phases = fc.array(
      fc.record({ rate: fc.integer({ min: 1, max: 600 }), seconds: fc.integer({ min: 1, max: 20 }) }),
      { minLength: 2, maxLength: 8 },
    );
    fc.assert(
      fc.property(seeds, phases, (seed, list) => {
        const seconds = list.reduce((sum, phase) => sum + phase.seconds, 20);
        const rate = (second: number): number => {
          let left = second;
          for (const phase of list) {
            if (left < phase.seconds) return phase.rate;
            left -= phase.seconds;
          }
          return 1;
        };
        const sums = decide({ seconds, rate }, { seed }).kept.sums(0, seconds);
        expect(Math.max(...sums)).toBeLessThanOrEqual(1.2 * PER_WINDOW);
      }),
      { numRuns: 12 },
    );
  });

  test('is back at the target soon after the load has fallen to a hundredth', () => {
    const { kept } = decide({ seconds: 45, rate: (second) => (second < 20 ? 3_000 : 30) });
    expectNearTarget(kept.sums(23, 45));
  });

  test('meets the target over the minutes', () => {
    for (const rate of [20, 25, 60]) {
      const [total = 0] = [decide({ seconds: 620, rate: () => rate }).kept.sums(20, 620)].map((sums) =>
        sums.filter((_sum, index) => index % 100 === 0).reduce((sum, window) => sum + window, 0),
      );
      expect(total / 600 / TARGET).toBeGreaterThan(0.97);
      expect(total / 600 / TARGET).toBeLessThan(1.03);
    }
  });

  test('keeps everything while less than the target is offered', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 11 }), (seed, rate) => {
        const { keptTraces, traces } = decide({ seconds: 120, rate: () => rate }, { seed });
        expect(keptTraces).toBe(traces);
      }),
      { numRuns: 20 },
    );
  });

  test('keeps everything of bursts that leave the target unused in between', () => {
    // 900 spans at once every eleven seconds, where ten seconds may have 1,000.
    let nowMs = 0;
    const budget = new SpanBudget({ spansPerSecond: TARGET, peakRate: 1, now: () => nowMs });
    const choice = new TraceChoice(randomOf(1));
    for (let burst = 0; burst < 20; burst += 1) {
      nowMs += 11_000;
      for (let count = 0; count < 150; count += 1) {
        const wasChosen = choice.begin(budget.share);
        budget.offer(6);
        expect(choice.end(budget.share, 6, wasChosen, budget.hasRoom(6))).toBe(true);
        budget.keep(6);
      }
    }
  });

  test('keeps no larger share than the peak rate', () => {
    const { keptTraces, traces } = decide({ seconds: 300, rate: () => 8 }, { peakRate: 0.25 });
    expect(keptTraces / traces).toBeGreaterThan(0.24);
    expect(keptTraces / traces).toBeLessThan(0.26);
  });

  test('prefers no part of a second, once it has settled', () => {
    // 100 bursts a run, each of about 150 traces within a tenth of a second: the first half of them against the second.
    const isOn = (second: number): boolean => second % 1 < 0.1;
    let early = 0;
    let late = 0;
    for (let seed = 1; seed <= 3; seed += 1) {
      const random = randomOf(seed);
      let nowMs = 0;
      const budget = new SpanBudget({ spansPerSecond: TARGET, peakRate: 1, now: () => nowMs });
      const choice = new TraceChoice(random);
      for (const second of arrivals({ seconds: 100, rate: () => 1_500, isOn }, random)) {
        nowMs = second * 1_000;
        const wasChosen = choice.begin(budget.share);
        budget.offer(6);
        if (!choice.end(budget.share, 6, wasChosen, budget.hasRoom(6))) continue;
        budget.keep(6);
        if (second < 20) continue;
        if (second % 1 < 0.05) early += 1;
        else late += 1;
      }
    }
    expect(early / (early + late)).toBeGreaterThan(0.46);
    expect(early / (early + late)).toBeLessThan(0.54);
  });

  test('keeps every failed trace up to twice the target, and no more than that in any ten seconds', () => {
    const failures = (rate: number): { kept: Windows; lost: number } => {
      const random = randomOf(7);
      let nowMs = 0;
      const budget = new SpanBudget({ spansPerSecond: TARGET, peakRate: 1, now: () => nowMs });
      const choice = new TraceChoice(random);
      const kept = new Windows(60);
      let lost = 0;
      for (const second of arrivals({ seconds: 60, rate: () => rate }, random)) {
        nowMs = second * 1_000;
        budget.offerFailed(6);
        if (choice.begin(budget.failedShare) && budget.hasRoomForFailed(6)) {
          budget.keepFailed(6);
          kept.add(second, 6);
        } else lost += 1;
      }
      return { kept, lost };
    };
    expect(failures(25).lost).toBe(0);
    const { kept, lost } = failures(500);
    expect(lost).toBeGreaterThan(0);
    expect(Math.max(...kept.sums(0, 60))).toBeLessThanOrEqual(2 * PER_WINDOW);
    expect(Math.min(...kept.sums(20, 60))).toBeGreaterThanOrEqual(1.6 * PER_WINDOW);
  });

  test('takes a clock that stands still or goes back for one that stands still', () => {
    let nowMs = 5_000;
    const budget = new SpanBudget({ spansPerSecond: TARGET, peakRate: 1, now: () => nowMs });
    for (const moment of [5_000, 4_000, 0, -10_000, 5_000]) {
      nowMs = moment;
      budget.offer(6);
      expect(budget.share).toBe(1);
      expect(budget.hasRoom(6)).toBe(true);
    }
  });
});

describe('the choice of traces', () => {
  test('comes within one trace of the share over any stretch, at any share', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
        const choice = new TraceChoice(randomOf(seed));
        let chosen = 0;
        let furthest = 0;
        for (let count = 1; count <= 500; count += 1) {
          if (choice.begin(share)) chosen += 1;
          furthest = Math.max(furthest, Math.abs(chosen - share * count));
        }
        expect(furthest).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('meets every phase of a load that has the rhythm of the share', () => {
    const choice = new TraceChoice(randomOf(3));
    const byPhase = new Array<number>(10).fill(0);
    for (let place = 0; place < 20_000; place += 1) {
      const phase = place % 10;
      if (choice.begin(0.1)) byPhase[phase] = (byPhase[phase] ?? 0) + 1;
    }
    expect(Math.min(...byPhase)).toBeGreaterThan(140);
    expect(Math.max(...byPhase)).toBeLessThan(260);
  });

  test('keeps what was chosen, and makes up for choices that came too rarely or too often', () => {
    const choice = new TraceChoice(randomOf(1));
    const ends = (count: number, wasChosen: boolean): number => {
      let kept = 0;
      for (let trace = 0; trace < count; trace += 1) if (choice.end(0.5, 4, wasChosen, true)) kept += 1;
      return kept;
    };
    expect(ends(1, true)).toBe(1);
    expect(ends(1_000, true)).toBeLessThan(510);
    expect(ends(1_000, false)).toBeGreaterThan(490);
  });
});
