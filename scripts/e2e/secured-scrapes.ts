import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resetObservability } from '../../lib';
import { start } from '../../spec/support/start';
import { pemPath } from '../../spec/support/tls-files';
import { type Checks, expectEqual } from './checks';
import { PrometheusServer, type ScrapeConfig } from './prometheus-server';
import { arrived } from './recorded-metrics';
import type { Tools } from './tools';

const TOKEN = 'e2e-token';

/** What a Prometheus needs to get in, and what it is told when it lacks something of it. */
const CLIENTS: readonly {
  readonly job: string;
  readonly hasToken: boolean;
  readonly hasCertificate: boolean;
  readonly error: RegExp;
}[] = [
  { job: 'with all', hasToken: true, hasCertificate: true, error: /^$/ },
  { job: 'without token', hasToken: false, hasCertificate: true, error: /401 Unauthorized/ },
  { job: 'without certificate', hasToken: true, hasCertificate: false, error: /tls: certificate required/ },
];

/** Has Prometheus scrape over mutual TLS with a token, with the settings that docs/prometheus.md shows. */
export async function checkSecured(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const obs = start({
    metrics: {
      port: 0,
      auth: { token: TOKEN },
      tls: {
        cert: pemPath('server.cert'),
        key: pemPath('server.key'),
        clientCa: pemPath('authority.cert'),
      },
    },
  });
  const { metrics } = await obs.ready;
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, TOKEN);
  const prometheus = await PrometheusServer.start({
    binary: tools.prometheus,
    folder,
    scrapes: CLIENTS.map((client) => scrapeConfig(client, metrics?.port ?? 0, tokenFile)),
  });
  for (const { job, error } of CLIENTS) {
    await checks.check(`mutual TLS and a token, ${job}: the scrape ends as it is to end`, () =>
      arrived(async () => {
        const target = (await prometheus.scraped()).find(({ labels }) => labels.job === job);
        if (target === undefined || !error.test(target.error))
          throw new Error(`it says ${target?.error ?? 'nothing yet'}`);
      }),
    );
  }
  await checks.check('mutual TLS and a token: Prometheus has the metrics of none but who may', () =>
    arrived(async () =>
      expectEqual(
        Object.keys(await prometheus.queryBy('cardlink_uptime_seconds', 'job')),
        ['with all'],
        'the jobs',
      ),
    ),
  );
  await prometheus.stop();
  await resetObservability();
}

function scrapeConfig(
  { job, hasToken, hasCertificate }: (typeof CLIENTS)[number],
  port: number,
  tokenFile: string,
): ScrapeConfig {
  const own = { cert_file: pemPath('client.cert'), key_file: pemPath('client.key') };
  return {
    job_name: job,
    scheme: 'https',
    tls_config: { ca_file: pemPath('authority.cert'), ...(hasCertificate && own) },
    ...(hasToken && { authorization: { credentials_file: tokenFile } }),
    static_configs: [{ targets: [`localhost:${port}`] }],
  };
}
