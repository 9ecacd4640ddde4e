import { diag } from '@opentelemetry/api';
import { type Observability, resetObservability } from '../lib';
import { CollectedLogRecords, CollectedSpans } from '../lib/testing/collected';
import { METHODS } from './signals/support/recording-methods';
import { reported, start } from './support/start';

const SELECT = Uint8Array.from([0x00, 0xa4, 0x04, 0x00]);
const OK = Uint8Array.from([0x90, 0x00]);

/** Arguments that each plain method takes; most take a name first. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  'apdu.recordResponse': [0x9000],
  'apdu.recordBytes': ['sent', 1],
  'apdu.recordError': ['timeout', 'SELECT'],
  'tls.handshakeCompleted': [{ durationSeconds: 1, startEpochMs: 1, cipher: 'X' }],
  'tls.handshakeFailed': [{ durationSeconds: 1, startEpochMs: 1, errorType: 'wrong_key' }],
  'tls.connectionClosed': [1],
  'tls.setConnections': [1],
  'db.changeConnections': [1],
  'db.setConnections': [1],
  'db.setConnectionLimit': [1],
  'db.setConnectionsWaiting': [1],
  'trigger.sent': ['sms', { identity: 'card-1' }],
  'bip.open': [{ bearerType: 'eutran' }],
  'tests.suite': ['files'],
};

type Recorder = Record<string, (...args: readonly unknown[]) => unknown>;

/** What an application keeps of an instance: its recorders, by their domain. */
function recordersOf(obs: Observability): ReadonlyMap<string, Recorder> {
  const domains = new Set(METHODS.map(([domain]) => domain));
  return new Map(
    [...domains].map((domain) => [domain, obs[domain as keyof Observability] as unknown as Recorder]),
  );
}

/** What is open when an instance ends. */
function opened(obs: Observability) {
  let answer: (bytes: Uint8Array) => void = () => undefined;
  const late = new Promise<Uint8Array>((resolve) => {
    answer = resolve;
  });
  const session = obs.session.start();
  const script = session.script([SELECT]);
  const channel = obs.bip.open({ bearerType: 'eutran' });
  const suite = obs.tests.suite('files');
  return {
    session,
    script,
    channel,
    suite,
    answer: () => answer(OK),
    lone: obs.apdu.exchange(SELECT, () => late),
    inSession: session.exchange(SELECT, () => late),
    query: obs.db.query('SELECT', 'cards', () => late),
    test: suite.case('late', () => late),
  };
}

/** The series that count something, without those of the process and of the pipeline itself. */
async function counted(obs: Observability): Promise<readonly string[]> {
  return (await obs.exposition())
    .split('\n')
    .filter((line) =>
      /^cardlink_(?!process|system|uptime|memory|build|application|metric_|scrape|trace_|log_|redaction_|health_)/.test(
        line,
      ),
    )
    .filter((line) => !line.endsWith(' 0'));
}

describe.each([
  ['after the shutdown', false],
  ['over a restart', true],
])('recorders that are kept %s', (_when, restarts) => {
  let kept: ReadonlyMap<string, Recorder>;
  let open: ReturnType<typeof opened>;
  let first: Observability;
  let next: Observability | undefined;
  const spans = new CollectedSpans();
  const records = new CollectedLogRecords();
  let lines: string[];

  beforeEach(async () => {
    first = start();
    kept = recordersOf(first);
    open = opened(first);
    await resetObservability();
    lines = reported();
    next = restarts ? start({ spanProcessors: [spans], logRecordProcessors: [records] }) : undefined;
    if (next) recordersOf(next);
  });
  afterEach(async () => {
    await resetObservability();
    diag.disable();
    spans.spans.length = 0;
    records.records.length = 0;
  });

  const nothingElse = async () => {
    expect(spans.spans.map(({ name }) => name)).toEqual([]);
    expect(records.records).toEqual([]);
    if (next) expect(await counted(next)).toEqual([]);
    expect(lines).toEqual([]);
  };

  it.each(METHODS)('throw nothing and count for nothing: %s.%s', async (domain, name) => {
    const recorder = kept.get(domain);
    const args = ARGUMENTS[`${domain}.${name}`] ?? ['SELECT', 1, 1];
    for (const _time of [1, 2]) recorder?.[name]?.(...args);

    await nothingElse();
  });

  it('do the work that is given to them, and give back or throw what it does', async () => {
    const error = new Error('of the work');
    const work = () => 'done';
    expect((await first.apdu.exchange(SELECT, () => OK)).statusWord).toBe('9000');
    expect(await first.session.run({}, (session) => session.exchange(SELECT, () => OK))).toMatchObject({
      ok: true,
    });
    expect([
      await first.tls.handshake({}, work),
      await first.bip.channel({ bearerType: 'eutran' }, work),
      await first.at.command('AT+CIMI', work),
      await first.adb.operation('install', work),
      await first.reader.operation('connect', work),
      await first.device.operation('reset', work),
      first.db.query('SELECT', 'cards', work),
      await first.tests.suite('files').case('a test', work),
    ]).toEqual(Array(8).fill('done'));
    await expect(first.bip.channel({ bearerType: 'eutran' }, () => Promise.reject(error))).rejects.toBe(
      error,
    );

    await nothingElse();
  });

  it('let what was open end: each answer is given to who waits for it', async () => {
    open.answer();
    expect((await open.lone).statusWord).toBe('9000');
    expect((await open.inSession).statusWord).toBe('9000');
    expect(await open.query).toBe(OK);
    expect(await open.test).toBe(OK);
    expect(open.script.end([OK])).toMatchObject([{ statusWord: '9000' }]);
    open.session.end();
    open.channel.sent(1);
    open.channel.close();
    open.suite.end();

    expect(open.session.outcome?.closeReason).toBe('server_shutdown');
    await nothingElse();
  });
});

it('a new instance counts what is recorded with it, beside recorders of the one before', async () => {
  const first = start();
  first.apdu.recordCommand('SELECT');
  await resetObservability();
  const next = start();
  first.apdu.recordCommand('SELECT');
  next.apdu.recordCommand('SELECT');

  expect(await next.metric('cardlink_apdu_commands_total')).toBe(1);
  await resetObservability();
});
