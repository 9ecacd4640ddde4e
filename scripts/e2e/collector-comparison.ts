import type { TranslationStrategy } from '../../lib/prometheus';
import { readerOver } from '../../spec/prometheus/support';
import { type Checks, expectNone } from './checks';
import { Collector } from './collector';
import { FactsComparison } from './compare-facts';
import { comparedMetrics } from './compared-metrics';
import { scrapeFacts } from './metric-facts';
import { ourExporter, push } from './otlp-push';
import type { Tools } from './tools';

const STRATEGIES: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];

/** Shows the same odd data by our reader and by the Collector's `prometheus` exporter, by each translation strategy. */
export async function checkAgainstCollector(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const exporters = STRATEGIES.map((strategy) => [strategy, { translation_strategy: strategy }] as const);
  const collector = await Collector.start(tools.otelcol, folder, Object.fromEntries(exporters));
  await push(ourExporter(collector, 'grpc'), comparedMetrics().resourceMetrics);
  const comparison = new FactsComparison();
  for (const strategy of STRATEGIES) {
    await checks.check(`${strategy}: what the Collector shows of odd metrics differs as listed`, async () => {
      const theirs = await scrapeFacts(collector.prometheusUrl(strategy));
      expectNone(comparison.compare(await ownFacts(strategy), theirs), 'differences that are not listed');
    });
  }
  await checks.check('every listed difference to the Collector is still there', () =>
    expectNone(comparison.unmet(), 'these are gone'),
  );
  await collector.stop();
}

async function ownFacts(translationStrategy: TranslationStrategy) {
  const reader = readerOver(comparedMetrics, { translationStrategy, host: '127.0.0.1', port: 0 });
  await reader.startServer();
  try {
    return await scrapeFacts(`${reader.address?.url}/metrics`);
  } finally {
    await reader.stopServer();
  }
}
