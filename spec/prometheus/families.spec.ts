import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  collected,
  counter,
  type Diagnostics,
  gauge,
  histogram,
  inScope,
  readerOver,
  recordDiagnostics,
  restingReader,
  sampleLines,
  three,
} from './support';

let diagnostics: Diagnostics;

beforeEach(() => {
  diagnostics = recordDiagnostics();
});

describe('the text of what the stock SDK collects', () => {
  const reader = restingReader();
  const provider = new MeterProvider({
    readers: [reader],
    resource: resourceFromAttributes({ 'service.name': 'cardlink', 'process.pid': 7 }),
    views: [{ instrumentName: 'exp', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });

  afterAll(() => provider.shutdown());

  it('has the names, types, help and labels that the specification asks for', async () => {
    const meter = provider.getMeter('cardlink', '1.2.3', { schemaUrl: 'https://example.test/1' });
    meter
      .createCounter('cardlink.apdu.commands', { unit: '{command}', description: 'C-APDUs sent' })
      .add(2, { 'apdu.command_type': 'SELECT' });
    meter.createUpDownCounter('cardlink.sessions.active', { unit: '{session}' }).add(-1);
    meter.createGauge('cardlink.uptime', { unit: 's' }).record(1.5);
    const duration = meter.createHistogram('cardlink.apdu.duration', {
      unit: 's',
      advice: { explicitBucketBoundaries: [0.1, 1] },
    });
    for (const seconds of [0.1, 0.5, 5]) duration.record(seconds);
    meter.createHistogram('exp').record(4);
    meter
      .createObservableCounter('cardlink.process.cpu', { unit: 's' })
      .addCallback((result) => result.observe(3));
    meter.createCounter('never.used');
    const scope =
      'otel_scope_name="cardlink",otel_scope_schema_url="https://example.test/1",otel_scope_version="1.2.3"';
    expect(await reader.text()).toBe(`# HELP cardlink_apdu_commands_total C-APDUs sent
# TYPE cardlink_apdu_commands_total counter
cardlink_apdu_commands_total{apdu_command_type="SELECT",${scope}} 2
# TYPE cardlink_apdu_duration_seconds histogram
cardlink_apdu_duration_seconds_bucket{${scope},le="0.1"} 1
cardlink_apdu_duration_seconds_bucket{${scope},le="1"} 2
cardlink_apdu_duration_seconds_bucket{${scope},le="+Inf"} 3
cardlink_apdu_duration_seconds_sum{${scope}} 5.6
cardlink_apdu_duration_seconds_count{${scope}} 3
# TYPE cardlink_process_cpu_seconds_total counter
cardlink_process_cpu_seconds_total{${scope}} 3
# TYPE cardlink_sessions_active gauge
cardlink_sessions_active{${scope}} -1
# TYPE cardlink_uptime_seconds gauge
cardlink_uptime_seconds{${scope}} 1.5
# TYPE exp histogram
exp_bucket{${scope},le="3.9999973558542194"} 0
exp_bucket{${scope},le="4"} 1
exp_bucket{${scope},le="+Inf"} 1
exp_sum{${scope}} 4
exp_count{${scope}} 1
# HELP target_info Target metadata
# TYPE target_info gauge
target_info{process_pid="7",service_name="cardlink"} 1
`);
  });

  it('follows the data from one collection to the next', async () => {
    const uses = provider.getMeter('follow').createCounter('follow');
    const attributes = { kind: 'a' };
    uses.add(1, attributes);
    expect(await reader.text()).toContain('follow_total{kind="a",otel_scope_name="follow"} 1\n');
    uses.add(1, attributes);
    expect(await reader.text()).toContain('follow_total{kind="a",otel_scope_name="follow"} 2\n');
  });
});

describe('families over several scopes', () => {
  it('have one HELP and one TYPE', async () => {
    const reader = readerOver(
      [
        inScope('a', counter({ name: 'uses', description: 'Uses' }, [[{}, 1]])),
        inScope('b', counter({ name: 'uses', description: 'Uses' }, [[{}, 2]])),
      ],
      { targetInfo: false },
    );
    expect(await reader.text()).toBe(
      '# HELP uses_total Uses\n# TYPE uses_total counter\nuses_total{otel_scope_name="a"} 1\nuses_total{otel_scope_name="b"} 2\n',
    );
    expect(diagnostics.warnings).toEqual([]);
  });

  it('drop a later metric whose type conflicts, and tell it once', async () => {
    const reader = readerOver([
      inScope('a', gauge({ name: 'uses' }, [[{}, 1]])),
      inScope('b', histogram({ name: 'uses' }, [[{}, three]])),
    ]);
    expect(await reader.text()).toBe('# TYPE uses gauge\nuses 1\n');
    await reader.text();
    expect(diagnostics.warnings).toEqual([
      'the metric uses is not exposed: as histogram uses it conflicts with the gauge uses; rename one of the two instruments',
    ]);
  });

  it.each([
    [
      'a histogram, then a gauge of the name of its count',
      [histogram({ name: 'a' }, [[{}, three]]), gauge({ name: 'a.count' }, [[{}, 1]])],
      'gauge a_count',
    ],
    [
      'a gauge, then a histogram whose sum has its name',
      [gauge({ name: 'a.sum' }, [[{}, 1]]), histogram({ name: 'a' }, [[{}, three]])],
      'histogram a',
    ],
  ])('never let one line belong to two families: %s', async (_case, metrics, dropped) => {
    const reader = readerOver([inScope('a', ...metrics)]);
    expect(await reader.families()).toHaveLength(1);
    expect(diagnostics.warnings).toEqual([expect.stringContaining(`as ${dropped} it conflicts`)]);
  });

  it('keep the first help and tell once that another differs', async () => {
    const reader = readerOver([
      inScope('a', counter({ name: 'uses' }, [[{ n: 0 }, 1]])),
      inScope('b', counter({ name: 'uses', description: 'First' }, [[{ n: 1 }, 1]])),
      inScope('c', counter({ name: 'uses', description: 'Second' }, [[{ n: 2 }, 1]])),
    ]);
    await reader.text();
    const text = await reader.text();
    expect(text.match(/# HELP.*/g)).toEqual(['# HELP uses_total First']);
    expect(text.match(/^uses_total/gm)).toHaveLength(3);
    expect(diagnostics.warnings).toEqual([
      'the metric uses has another description than the rest of uses_total; the first is shown',
    ]);
  });
});

describe('target_info and scope labels', () => {
  const resource = resourceFromAttributes({ 'service.name': 's', tags: ['a', 'b'] });
  const result = () =>
    collected(
      [
        inScope(
          {
            name: 'n',
            version: '1',
            schemaUrl: 'u',
            attributes: { team: 'x', 'schema.url': 'dropped', version: 'dropped' },
          },
          gauge({ name: 'g' }, [[{}, 1]]),
        ),
      ],
      { resource },
    );

  it('carry the resource, the scope and the scope attributes that collide with none of its own', async () => {
    expect(await sampleLines(readerOver(result, {}))).toEqual([
      'g{otel_scope_name="n",otel_scope_schema_url="u",otel_scope_team="x",otel_scope_version="1"} 1',
      'target_info{service_name="s",tags="[\\"a\\",\\"b\\"]"} 1',
    ]);
  });

  it('can each be switched off', async () => {
    expect(await sampleLines(readerOver(result, { targetInfo: false }))).toEqual([
      expect.stringMatching(/^g\{/),
    ]);
    expect(await sampleLines(readerOver(result, { scopeLabels: false }))).toEqual([
      'g 1',
      expect.stringMatching(/^target_info/),
    ]);
  });

  it('come out once: an empty resource is not told, and a metric cannot pose as target_info', async () => {
    const reader = readerOver([inScope('', gauge({ name: 'target.info' }, [[{}, 1]]))], {});
    expect(await reader.text()).toBe('');
    expect(diagnostics.warnings).toEqual([expect.stringContaining('the metric target.info is not exposed')]);
    const without = readerOver([inScope('', gauge({ name: 'target.info' }, [[{}, 1]]))], {
      targetInfo: false,
    });
    expect(await sampleLines(without)).toEqual(['target_info 1']);
  });

  it('add up the series of scopes that nothing tells apart any more', async () => {
    const uses = counter({ name: 'uses' }, [[{ n: 1 }, 2]]);
    expect(await sampleLines(readerOver([inScope('a', uses), inScope('b', uses)]))).toEqual([
      'uses_total{n="1"} 4',
    ]);
  });
});

describe('what cannot be shown', () => {
  it('is left out and told once: no name, delta temporality, data that no SDK makes', async () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys');
        },
      },
    );
    const reader = readerOver([
      inScope(
        '',
        gauge({ name: '...' }, [[{}, 1]]),
        counter({ name: 'd', temporality: AggregationTemporality.DELTA }, [[{}, 1]]),
        gauge({ name: 'hostile' }, [[hostile, 1]]),
        gauge({ name: 'fine' }, [[{}, 1]]),
      ),
    ]);
    expect(await reader.text()).toBe('# TYPE fine gauge\nfine 1\n');
    await reader.text();
    expect(diagnostics.warnings).toEqual([
      'the metric "..." has no Prometheus name',
      'the metric d is not exposed: it has delta temporality',
      'the metric hostile cannot be exposed: no keys',
    ]);
  });

  it('does not make the diagnostic log grow without end', async () => {
    let round = 0;
    const reader = readerOver(() =>
      collected([
        inScope(
          '',
          ...Array.from({ length: 500 }, (_, index) =>
            gauge({ name: `.${round}.${index}.`.replace(/\d/g, '!').padEnd(index + round * 500, '!') }, [
              [{}, 1],
            ]),
          ),
        ),
      ]),
    );
    for (round = 1; round <= 4; round += 1) await reader.text();
    expect(diagnostics.warnings.length).toBe(1_000);
  });
});
