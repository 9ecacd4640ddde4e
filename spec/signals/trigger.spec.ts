import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type TestObservability, testObservability } from '../../lib/testing';

describe('TriggerRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  it('counts a trigger that was sent, with a producer span and an event', async () => {
    obs.trigger.sent('sms', { identity: 'card-1' });

    expect(await obs.metric('cardlink_triggers_sent_total', { trigger_type: 'sms' })).toBe(1);
    expect(obs.spans('ota.trigger')[0]).toMatchObject({ kind: SpanKind.PRODUCER });
    expect(obs.logs('cardlink.trigger.sent')).toHaveLength(1);
  });

  it('counts a failure by its reason, and makes an error of the span', async () => {
    obs.trigger.failed('sms', 'timeout');

    const labels = { trigger_type: 'sms', error_type: 'timeout' };
    expect(await obs.metric('cardlink_trigger_failures_total', labels)).toBe(1);
    expect(obs.spans('ota.trigger')[0]?.status.code).toBe(SpanStatusCode.ERROR);
    expect(obs.logs('cardlink.trigger.failed')[0]?.attributes['error.type']).toBe('timeout');
  });

  it('starts every type at 0, sent and failed', async () => {
    expect(await obs.metric('cardlink_triggers_sent_total', { trigger_type: 'poll' })).toBe(0);
    expect(await obs.metric('cardlink_trigger_failures_total', { trigger_type: 'poll' })).toBe(0);
  });

  it('shows an identity as a pseudonym alone', () => {
    obs.trigger.sent('sms', { identity: '8949000000000012345' });

    const shown = JSON.stringify([
      obs.spans().map(({ attributes }) => attributes),
      obs.logs().map(({ attributes }) => attributes),
    ]);
    expect(shown).toContain('tls.psk.identity');
    expect(shown).not.toContain('8949000000000012345');
  });

  it('remembers a bounded number of identities, the newest', () => {
    for (let card = 0; card <= 10_000; card += 1) obs.trigger.sent('poll', { identity: `card-${card}` });

    expect(obs.trigger.recent('card-0')).toBeUndefined();
    expect(obs.trigger.recent('card-10000')).toBeDefined();
  });
});
