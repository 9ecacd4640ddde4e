import { EVENTS, SPAN_OTA_SESSION, SPANS } from '../../lib/semconv';

/** Name, kind and the attributes that must be there at least. Written by hand. */
const EXPECTED_SPANS: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'apdu.{command_type}',
    'client',
    [
      'apdu.command_type',
      'apdu.cla',
      'apdu.ins',
      'apdu.p1',
      'apdu.p2',
      'apdu.request.size',
      'apdu.response.size',
      'apdu.status_word',
      'apdu.status_category',
      'device.id',
      'device.type',
    ],
  ],
  [
    'tls.handshake',
    'server',
    [
      'client.address',
      'tls.cipher',
      'tls.protocol.version',
      'tls.psk.identity',
      'tls.handshake.result',
      'error.type',
    ],
  ],
  [
    'ota.session',
    'internal',
    [
      'session.id',
      'session.type',
      'session.status',
      'device.type',
      'session.apdu.count',
      'session.bytes.sent',
      'session.bytes.received',
    ],
  ],
  ['db.{operation}', 'client', ['db.operation.name', 'db.collection.name', 'db.query.text']],
  [
    'test.{name}',
    'internal',
    ['test.suite.name', 'test.case.name', 'test.status', 'test.case.result.status'],
  ],
  [
    'bip.channel',
    'client',
    ['bip.bearer_type', 'bip.channel.id', 'bip.bytes.sent', 'bip.bytes.received', 'error.type'],
  ],
  ['ota.trigger', 'producer', ['trigger.type', 'error.type']],
  ['test.suite {suite}', 'internal', ['test.suite.name', 'test.suite.total']],
  ['{function}', 'internal', ['code.function.name']],
  ['device.{operation}', 'client', ['device.operation', 'device.id', 'device.type', 'error.type']],
  ['at.{command}', 'client', ['at.command', 'device.id', 'device.type', 'error.type']],
  ['adb.{operation}', 'client', ['adb.operation', 'device.id', 'device.type', 'error.type']],
  ['reader.{operation}', 'client', ['reader.operation', 'device.id', 'device.type', 'error.type']],
];

const EXPECTED_EVENTS: readonly (readonly [string, string])[] = [
  ['cardlink.session.started', 'info'],
  ['cardlink.session.ended', 'info'],
  ['cardlink.tls.handshake.failed', 'warn'],
  ['cardlink.trigger.sent', 'info'],
  ['cardlink.trigger.failed', 'error'],
  ['cardlink.device.connected', 'info'],
  ['cardlink.device.disconnected', 'info'],
  ['cardlink.device.error', 'error'],
  ['cardlink.bip.opened', 'info'],
  ['cardlink.bip.closed', 'info'],
  ['cardlink.test.failed', 'error'],
  ['cardlink.health.changed', 'warn'],
  ['cardlink.observability.started', 'info'],
  ['cardlink.observability.configured', 'info'],
  ['cardlink.observability.stopped', 'info'],
  ['cardlink.cardinality.overflow', 'warn'],
  ['cardlink.telemetry.dropped', 'warn'],
];

describe('the spans of the registry', () => {
  it.each(EXPECTED_SPANS)('hold %s of kind %s with its attributes', (namePattern, kind, attributes) => {
    const span = SPANS.find((one) => one.namePattern === namePattern);
    expect(span?.kind).toBe(kind);
    expect(span?.attributes).toEqual(expect.arrayContaining([...attributes]));
  });

  it('are the ones listed here and no others', () => {
    expect(SPANS.map((span) => span.namePattern).sort()).toEqual(EXPECTED_SPANS.map(([name]) => name).sort());
  });

  it('never carry what a command or a response holds', () => {
    const keys = SPANS.flatMap(({ attributes }) => attributes);
    expect(keys.filter((key) => /\b(data|body|payload)\b/.test(key))).toEqual([]);
  });

  it('are exported one by one as well', () => {
    expect(SPANS).toContain(SPAN_OTA_SESSION);
    expect(SPAN_OTA_SESSION.type).toBe('ota.session');
  });
});

describe('the events of the registry', () => {
  it.each(EXPECTED_EVENTS)('hold %s of severity %s', (name, severity) => {
    const event = EVENTS.find((one) => one.name === name);
    expect(event?.severity).toBe(severity);
    expect(event?.attributes.length).toBeGreaterThan(0);
  });

  it('are the ones listed here and no others', () => {
    expect(EVENTS.map(({ name }) => name).sort()).toEqual(EXPECTED_EVENTS.map(([name]) => name).sort());
  });
});
