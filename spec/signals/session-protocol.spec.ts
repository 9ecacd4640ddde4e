import { type TestObservability, testObservability } from '../../lib/testing';

describe('the protocol of a session', () => {
  let obs: TestObservability | undefined;
  afterEach(() => obs?.shutdown());

  const record = (settings: { sessionProtocol?: boolean; labels?: 'short' }): TestObservability => {
    obs = testObservability({ metrics: settings });
    obs.session.start({ protocol: 'HTTP' }).end();
    obs.session.start().end();
    obs.session.recordStart();
    obs.session.recordEnd('completed', { protocol: 'http' });
    return obs;
  };
  const lines = async (from: TestObservability) =>
    (await from.exposition())
      .split('\n')
      .filter((line) => line.startsWith('cardlink_sessions_total{') && !line.endsWith(' 0'));

  it('is no label unless it is asked for', async () => {
    const seen = await lines(record({}));

    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(/ 3$/);
    expect(seen[0]).not.toContain('protocol');
  });

  it('is a label where it is asked for, left out where nobody said it', async () => {
    const seen = await lines(record({ sessionProtocol: true }));

    expect(seen).toHaveLength(2);
    expect(seen.filter((line) => line.includes('network_protocol_name="http"'))).toEqual([
      expect.stringMatching(/ 2$/),
    ]);
  });

  it('has its short name among short labels', async () => {
    const seen = await lines(record({ sessionProtocol: true, labels: 'short' }));

    expect(seen.filter((line) => line.includes('protocol="http"'))).toHaveLength(1);
    expect(seen.join()).not.toContain('network_protocol_name');
  });

  it('is on the span whether it is a label or not', () => {
    const spans = record({}).spans('ota.session');

    expect(spans.map(({ attributes }) => attributes['network.protocol.name'])).toEqual(['http', undefined]);
  });

  it('grows the series by twenty names at most, and by none that is no name or may be an identity', async () => {
    obs = testObservability({ metrics: { sessionProtocol: true } });
    const given = ['89490200001234567890', 'a b', '', ...Array.from({ length: 30 }, (_, at) => `p${at}`)];
    for (const protocol of given) obs.session.start({ protocol }).end();

    expect(await lines(obs)).toHaveLength(21);
    expect(await obs.metric('cardlink_sessions_total', { network_protocol_name: '_OTHER' })).toBe(13);
    expect(obs.spans('ota.session')[0]?.attributes['network.protocol.name']).toBe('_OTHER');
  });
});

describe('what a session knows of its peer', () => {
  let obs: TestObservability;
  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  it('is on its span and its events, the identity as one pseudonym', () => {
    const session = obs.session.start({
      identity: 'card-1',
      clientAddress: '192.0.2.1',
      clientPort: 4_000,
      cipher: 'TLS_PSK_WITH_AES_128_CBC_SHA256',
      protocolVersion: '1.2',
    });
    session.end();
    const peer = { 'client.address': '192.0.2.1', 'tls.psk.identity': session.pseudonym };

    expect(session.pseudonym).toMatch(/^psk:/);
    expect(obs.spans('ota.session')[0]?.attributes).toMatchObject({ ...peer, 'client.port': 4_000 });
    expect(obs.logs('cardlink.session.started')[0]?.attributes).toMatchObject({
      ...peer,
      'tls.cipher': 'TLS_PSK_WITH_AES_128_CBC_SHA256',
      'tls.protocol.version': '1.2',
    });
    expect(obs.logs('cardlink.session.ended')[0]?.attributes).toMatchObject({
      'tls.psk.identity': session.pseudonym,
    });
    expect(JSON.stringify(obs.logs().map(({ attributes }) => attributes))).not.toContain('card-1');
  });
});

describe('the span of an APDU', () => {
  const SELECT = Uint8Array.from([0x00, 0xa4, 0x04, 0x00]);
  const OK = Uint8Array.from([0x90, 0x00]);
  let obs: TestObservability;
  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  const attribute = (key: string) => obs.spans('apdu.SELECT').map(({ attributes }) => attributes[key]);

  it('says which session it is of: one of its own exchanges, or one made in its context', async () => {
    const session = obs.session.start({ id: 'session-7' });
    await session.exchange(SELECT, () => OK);
    await session.with(() => obs.apdu.exchange(SELECT, () => OK));
    await obs.apdu.exchange(SELECT, () => OK);

    expect(attribute('session.id')).toEqual(['session-7', 'session-7', undefined]);
  });

  it('says what the card said of its script, if the card said anything', () => {
    const session = obs.session.start();
    session.script([SELECT]).end([OK], { status: 'ok' });
    session.script([SELECT, SELECT]).end([OK], { status: 'nonsense' });
    session.script([SELECT]).end([OK]);

    expect(attribute('scp81.script.status')).toEqual(['ok', '_OTHER', '_OTHER', undefined]);
  });
});
