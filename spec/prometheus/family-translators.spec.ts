import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  type EscapingScheme,
  findSample,
  type PrometheusReaderOptions,
  parseExposition,
} from '../../lib/prometheus';
import {
  collected,
  counter,
  type Diagnostics,
  expositionText,
  gauge,
  histogram,
  inScope,
  readerOver,
  recordDiagnostics,
  restingReader,
  three,
} from './support';

const SCHEMES: readonly EscapingScheme[] = ['underscores', 'dots', 'values', 'allow-utf-8'];

type Strategy = NonNullable<PrometheusReaderOptions['translationStrategy']>;

let diagnostics: Diagnostics;

beforeEach(() => {
  diagnostics = recordDiagnostics();
});

const metrics = [
  counter({ name: 'app.requests', unit: '{request}' }, [[{ 'http.route': '/' }, 1]]),
  gauge({ name: 'app.uptime', unit: 's' }, [[{}, 2]]),
  histogram({ name: 'app.größe', unit: 'By' }, [[{ le: 'x' }, three]]),
];

async function linesOf(
  translationStrategy: Strategy,
  escaping?: EscapingScheme,
  scopes = [inScope({ name: 'ours', attributes: { 'scope.key': 'v' } }, ...metrics)],
): Promise<readonly string[]> {
  const reader = readerOver(scopes, { targetInfo: false, translationStrategy });
  const exposition = await reader.exposition(escaping === undefined ? {} : { escaping });
  return expositionText(exposition).split('\n').slice(0, -1);
}

const withoutBuckets = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => !line.includes('_bucket'));

describe('a reader under NoTranslation', () => {
  it('shows names as they are to a scrape that allows for UTF-8', async () => {
    expect(withoutBuckets(await linesOf('NoTranslation', 'allow-utf-8'))).toEqual([
      '# TYPE "app.größe" histogram',
      '{"app.größe_sum",exported_le="x",otel_scope_name="ours","otel_scope_scope.key"="v"} 6',
      '{"app.größe_count",exported_le="x",otel_scope_name="ours","otel_scope_scope.key"="v"} 3',
      '# TYPE "app.requests" counter',
      '{"app.requests","http.route"="/",otel_scope_name="ours","otel_scope_scope.key"="v"} 1',
      '# TYPE "app.uptime" gauge',
      '{"app.uptime",otel_scope_name="ours","otel_scope_scope.key"="v"} 2',
    ]);
  });

  it('shows them with underscores where the scrape says nothing', async () => {
    const lines = await linesOf('NoTranslation');
    expect(withoutBuckets(lines).slice(3)).toEqual([
      '# TYPE app_requests counter',
      'app_requests{http_route="/",otel_scope_name="ours",otel_scope_scope_key="v"} 1',
      '# TYPE app_uptime gauge',
      'app_uptime{otel_scope_name="ours",otel_scope_scope_key="v"} 2',
    ]);
    expect(lines).toEqual(await linesOf('NoTranslation', 'underscores'));
  });

  it('shows them escaped as the scrape wants', async () => {
    expect((await linesOf('NoTranslation', 'values')).at(-3)).toBe(
      'U__app_2e_requests{U__http_2e_route="/",U__otel__scope__scope_2e_key="v",otel_scope_name="ours"} 1',
    );
  });

  it.each(['underscores', 'dots', 'values'] as const)(
    'shows nothing twice where names fall together under %s',
    async (escaping) => {
      const twins = [
        gauge({ name: 'a.b' }, [[{ 'x.y': '1', x_y: '2' }, 1]]),
        gauge({ name: 'a_b' }, [[{ 'x.y': '1', x_y: '2' }, 1]]),
        gauge({ name: 'a-b' }, [[{ 'x.y': '1', 'x-y': '2' }, 2]]),
      ];
      const text = (await linesOf('NoTranslation', escaping, [inScope('', ...twins)])).join('\n');
      expect(parseExposition(`${text}\n`).problems).toEqual([]);
    },
  );

  it('tells the resource under the keys that it has', async () => {
    const resource = resourceFromAttributes({ 'service.name': 'cardlink' });
    const reader = readerOver(() => collected([], { resource }), { translationStrategy: 'NoTranslation' });
    expect(expositionText(await reader.exposition({ escaping: 'allow-utf-8' }))).toContain(
      'target_info{"service.name"="cardlink"} 1\n',
    );
  });

  it('has samples that are found by the keys that they were recorded with', async () => {
    const reader = readerOver([inScope('', ...metrics)], { translationStrategy: 'NoTranslation' });
    for (const escaping of ['allow-utf-8', 'underscores'] as const) {
      const families = await reader.families(escaping);
      const name = escaping === 'allow-utf-8' ? 'app.requests' : 'app_requests';
      expect(findSample(families, name, { 'http.route': '/' })).toBe(1);
      expect(findSample(families, name, { 'http.route': '/other' })).toBeUndefined();
    }
  });

  it('joins the labels of series and scope that fall together when they are escaped', async () => {
    const scopes = [
      inScope(
        { name: '', attributes: { 'k.1': 'of the scope' } },
        gauge({ name: 'g' }, [[{ 'otel_scope_k.1': 'of the series' }, 1]]),
      ),
    ];
    expect((await linesOf('NoTranslation', 'dots', scopes)).at(-1)).toBe(
      'g{otel__scope__k_dot_1="of the scope;of the series"} 1',
    );
  });
});

describe('the strategies beside it', () => {
  it.each<readonly [Strategy, readonly string[]]>([
    ['UnderscoreEscapingWithSuffixes', ['app_gr_e_bytes', 'app_requests_total', 'app_uptime_seconds']],
    ['UnderscoreEscapingWithoutSuffixes', ['app_gr_e', 'app_requests', 'app_uptime']],
    ['NoUTF8EscapingWithSuffixes', ['app.größe_bytes', 'app.requests_total', 'app.uptime_seconds']],
  ])('name the families of %s', async (translationStrategy, names) => {
    const reader = readerOver([inScope('', ...metrics)], { targetInfo: false, translationStrategy });
    expect((await reader.families('allow-utf-8')).map(({ name }) => name)).toEqual(names);
  });

  it('show the same to every scrape where they escape by themselves', async () => {
    const texts = await Promise.all(
      SCHEMES.map((escaping) => linesOf('UnderscoreEscapingWithSuffixes', escaping)),
    );
    expect(new Set(texts.map((lines) => lines.join('\n'))).size).toBe(1);
  });

  it('are the default one where none is chosen', async () => {
    const reader = readerOver([inScope('', ...metrics)], { targetInfo: false });
    expect(
      expositionText(await reader.exposition())
        .split('\n')
        .slice(0, -1),
    ).toEqual(await linesOf('UnderscoreEscapingWithSuffixes', 'values', [inScope('', ...metrics)]));
  });
});

describe('a translation strategy', () => {
  it('is told to be none where it is none', () => {
    const translationStrategy = 'toString' as Strategy;
    expect(() => restingReader({ translationStrategy })).toThrow(
      'There is no translation strategy "toString"; choose one of UnderscoreEscapingWithSuffixes, UnderscoreEscapingWithoutSuffixes, NoUTF8EscapingWithSuffixes, NoTranslation',
    );
  });

  it('warns once of what it cannot name, whatever scrapes ask for', async () => {
    const reader = readerOver(() => collected([inScope('', gauge({ name: '' }, [[{}, 1]]))]), {
      translationStrategy: 'NoTranslation',
    });
    for (const escaping of SCHEMES) await reader.exposition({ escaping });
    expect(diagnostics.warnings).toEqual(['the metric "" has no Prometheus name']);
  });
});
