import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Observability, resetObservability } from '../lib';
import { CollectedSpans } from '../lib/testing/collected';
import { start } from './support/start';

const HOUR_MS = 3_600_000;
const SELECT = Uint8Array.from([0x00, 0xa4, 0x04, 0x00]);
const OK = Uint8Array.from([0x90, 0x00]);

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]) =>
  seconds * 1_000 + nanoseconds / 1_000_000;

/** Sums of all that is timed, by their names in Prometheus. */
const DURATIONS = [
  'cardlink_apdu_duration_seconds_sum',
  'cardlink_session_duration_seconds_sum',
  'cardlink_script_duration_seconds_sum',
  'cardlink_tls_handshake_duration_seconds_sum',
  'cardlink_bip_connection_duration_seconds_sum',
  'cardlink_at_command_duration_seconds_sum',
  'cardlink_test_duration_seconds_sum',
  'cardlink_test_suite_duration_seconds_sum',
  'cardlink_db_query_duration_seconds_sum',
] as const;

describe.each([
  ['back', -HOUR_MS],
  ['on', HOUR_MS],
])('a wall clock that is set %s by an hour', (_way, jumpMs) => {
  let spans: CollectedSpans;
  let obs: Observability;
  let shiftMs: number;

  beforeEach(() => {
    const now = Date.now;
    shiftMs = 0;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + shiftMs);
    spans = new CollectedSpans();
    obs = start({ spanProcessors: [spans] });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await resetObservability();
  });

  const jump = () => {
    shiftMs += jumpMs;
  };
  const lengthMs = ({ startTime, endTime, duration }: ReadableSpan) => {
    expect(milliseconds(endTime) - milliseconds(startTime)).toBeCloseTo(milliseconds(duration), 2);
    return milliseconds(duration);
  };

  /** Does one of everything, with the clock set in the midst of each. */
  async function record(): Promise<void> {
    await obs.session.run({ startEpochMs: Date.now() - 5 }, async (session) => {
      await session.exchange(SELECT, () => {
        jump();
        return OK;
      });
      const script = session.script([SELECT, SELECT]);
      jump();
      script.end([OK, OK]);
    });
    const failing = obs.session.start({ startEpochMs: Date.now() - 5 });
    jump();
    failing.end('error', new Error('gone'));
    obs.session.start().end();
    await obs.tls.handshake({}, jump);
    await obs.bip.channel({ bearerType: 'eutran' }, jump);
    await obs.at.command('AT+CIMI', () => {
      jump();
      return 'OK';
    });
    const suite = obs.tests.suite('files');
    await suite.case('is read', jump);
    suite.end();
    obs.db.query('SELECT', 'cards', jump);
    await obs.tracing.withSpan('own', {}, jump);
  }

  it('makes no duration negative or an hour too long, of spans and of metrics', async () => {
    await record();

    expect(spans.spans.map(({ name }) => name)).toEqual([
      'apdu.SELECT',
      'apdu.SELECT',
      'apdu.SELECT',
      'ota.session',
      'ota.session',
      'ota.session',
      'tls.handshake',
      'bip.channel',
      'at.AT+CIMI',
      'test.is read',
      'test.suite files',
      'db.SELECT',
      'own',
    ]);
    for (const span of spans.spans) {
      expect(lengthMs(span)).toBeGreaterThan(0);
      expect(lengthMs(span)).toBeLessThan(HOUR_MS / 2);
    }
    for (const name of DURATIONS) {
      const sum = await obs.metric(name);
      expect(sum).toBeGreaterThan(0);
      expect(sum).toBeLessThan(HOUR_MS / 2_000);
    }
  });

  it('bends no session whose start was given: it is as long as it took, and its error within it', async () => {
    const startEpochMs = Date.now() - 5;
    const session = obs.session.start({ startEpochMs });
    jump();
    session.end('error', new Error('gone'));

    const [span] = spans.spans;
    if (!span) throw new Error('no span');
    const tookMs = (session.outcome?.durationSeconds ?? Number.NaN) * 1_000;
    expect(milliseconds(span.startTime)).toBeCloseTo(startEpochMs, 2);
    // The 5 ms before it began, of which the clock has whole ones alone.
    expect(lengthMs(span) - tookMs).toBeGreaterThanOrEqual(5 - 1);
    expect(span.events.map(({ time }) => time)).toEqual([span.endTime]);
  });
});
