import type { Measurement } from '../../../scripts/bench/session/measurement';
import { sessionReport } from '../../../scripts/bench/session/report';
import { UNINSTRUMENTED, type Variant } from '../../../scripts/bench/session/variants';

const VARIANTS: readonly Variant[] = [
  { name: UNINSTRUMENTED, observed: false, httpInstrumentation: false },
  {
    name: 'observed',
    observed: true,
    httpInstrumentation: false,
    comparedWith: UNINSTRUMENTED,
    adds: 'metrics',
    alsoComparedWith: { name: 'half', adds: 'the other half' },
  },
];

function measurement(sessionsPerSecond: number, cpuMicrosecondsPerSession: number): Measurement {
  return { sessionsPerSecond, cpuMicrosecondsPerSession, utilization: 1, spansPerSession: 6, dropped: 2 };
}

const report = sessionReport(
  VARIANTS,
  new Map([
    [UNINSTRUMENTED, [measurement(1_000, 500), measurement(500, 1_000)]],
    ['observed', [measurement(900, 600), measurement(400, 1_300)]],
    ['half', [measurement(950, 550), measurement(450, 1_100)]],
  ]),
);

/** The lines that begin with a text; a text may begin lines of several tables. */
const rows = (start: string) => report.split('\n').filter((line) => line.startsWith(start));

describe('sessionReport', () => {
  it('takes ratios within a round, and their spread over the rounds', () => {
    expect(rows('observed')[0]).toContain('0.85 (0.80 to 0.90)');
  });

  it('takes what is added within a round, against the variant that it is compared with', () => {
    expect(rows('metrics')[0]).toMatch(/200 \(100 to 300\) +25 \(20 to 30\)$/);
  });

  it('takes it against another variant as well, where there is one', () => {
    expect(rows('the other half')[0]).toMatch(/125 \(50 to 200\) +14 \(9 to 18\)$/);
  });

  it('gives the uninstrumented server no ratio to itself', () => {
    expect(rows(UNINSTRUMENTED)[0]).toMatch(/750 \(500 to 1000\) +- +750/);
  });

  it('shows how much was dropped over all rounds', () => {
    expect(rows('observed')[0]).toMatch(/ 4$/);
  });
});
