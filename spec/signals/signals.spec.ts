import https from 'node:https';
import { observePskTlsServer, resetObservability } from '../../lib';
import { close, listen } from '../support/psk-server';
import { start } from '../support/start';

/** Where a domain's first failure would be counted. */
const FIRST_FAILURES: readonly (readonly [
  'bip' | 'db' | 'device' | 'session' | 'tls' | 'trigger',
  string,
])[] = [
  ['bip', 'cardlink_bip_errors_total'],
  ['db', 'cardlink_db_errors_total'],
  ['device', 'cardlink_device_errors_total'],
  ['session', 'cardlink_session_errors_total'],
  ['tls', 'cardlink_tls_handshakes_total'],
  ['trigger', 'cardlink_trigger_failures_total'],
];

describe('the recorders of an instance', () => {
  afterEach(resetObservability);

  it('have no series while their domain is not in use', async () => {
    const obs = start();
    for (const [, metric] of FIRST_FAILURES)
      expect([metric, await obs.metric(metric)]).toEqual([metric, undefined]);
  });

  it.each(FIRST_FAILURES)('start at 0 when they are first asked for: %s', async (domain, metric) => {
    const obs = start();
    const recorder = obs[domain];

    expect(await obs.metric(metric)).toBe(0);
    expect(obs[domain]).toBe(recorder);
  });

  it.each([
    ['is observed', false],
    ['that was observed before the start listens', true],
  ])('of sessions and handshakes are in use as soon as a server %s', async (_when, isObservedFirst) => {
    const server = https.createServer();
    const observe = () => observePskTlsServer(server);
    const early = isObservedFirst ? observe() : undefined;
    const obs = start();
    const undo = early ?? observe();
    if (isObservedFirst) await listen(server);

    const failed = { session_status: 'failed' };
    expect(await obs.metric('cardlink_sessions_total', failed)).toBe(0);
    expect(await obs.metric('cardlink_tls_handshakes_total', { error_type: 'wrong_key' })).toBe(0);
    undo();
    if (isObservedFirst) await close(server);
  });

  it('go on after the application has ended what is open itself', async () => {
    const obs = start();
    obs.session.start();
    obs.session.endAll('error');
    obs.bip.closeAll();
    obs.session.start();
    obs.bip.open({ bearerType: 'eutran' });

    expect([obs.session.open, obs.bip.openChannels]).toEqual([1, 1]);
    expect(await obs.metric('cardlink_bip_connections_active')).toBe(1);
  });

  it('are not made by a shutdown', async () => {
    const obs = start();
    obs.signals.endOpen();

    expect(await obs.metric('cardlink_sessions_total')).toBeUndefined();
  });
});
