import { type StartFigures, startupReport } from '../../../scripts/bench/startup/report';

function figures(startMs: number): StartFigures {
  return { startMs, readyMs: startMs, fromProcessStartMs: startMs + 50, cpuMs: startMs, rssMegabytes: 60 };
}

const report = startupReport([
  { outputs: '/metrics', ours: [figures(60), figures(90)], theirs: [figures(100), figures(200)] },
]);
const row = (start: string) => report.split('\n').find((line) => line.startsWith(start));

describe('startupReport', () => {
  it('shows both sides, the ratio of their medians, and the spread of the ratios by pair', () => {
    expect(row('require + start')).toMatch(
      / 75 \(60 to 90\) +150 \(100 to 200\) +0\.50 +0\.53 \(0\.45 to 0\.60\)$/,
    );
  });

  it('names the outputs that were compared', () => {
    expect(report.startsWith('/metrics ')).toBe(true);
  });
});
