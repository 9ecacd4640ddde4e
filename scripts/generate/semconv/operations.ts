/** An operation of CardLink's earlier Python collector, and the calls that do it here. */
export interface OlderOperation {
  readonly domain: string;
  readonly operation: string;
  /** What records that one figure: a method of a recorder, as `obs.apdu.recordCommand`. */
  readonly plain: readonly string[];
  /** What does the whole job, if something does. */
  readonly scoped?: string;
}

/** In the order of the earlier collector's domains. The spec of this list calls for each method on the recorders. */
export const OLDER_OPERATIONS: readonly OlderOperation[] = [
  {
    domain: 'APDU',
    operation: 'record a command',
    plain: ['obs.apdu.recordCommand'],
    scoped: 'obs.apdu.exchange',
  },
  {
    domain: 'APDU',
    operation: 'record a response',
    plain: ['obs.apdu.recordResponse'],
    scoped: 'obs.apdu.exchange',
  },
  {
    domain: 'APDU',
    operation: 'record a duration',
    plain: ['obs.apdu.recordDuration'],
    scoped: 'obs.apdu.exchange',
  },
  { domain: 'APDU', operation: 'record bytes', plain: ['obs.apdu.recordBytes'], scoped: 'obs.apdu.exchange' },
  {
    domain: 'APDU',
    operation: 'record an error',
    plain: ['obs.apdu.recordError'],
    scoped: 'obs.apdu.exchange',
  },
  {
    domain: 'PSK-TLS',
    operation: 'record a handshake',
    plain: ['obs.tls.recordHandshake'],
    scoped: 'obs.tls.handshake',
  },
  {
    domain: 'PSK-TLS',
    operation: 'set the number of connections',
    plain: ['obs.tls.setConnections'],
    scoped: 'observePskTlsServer',
  },
  {
    domain: 'PSK-TLS',
    operation: 'one connection more',
    plain: ['obs.tls.connectionOpened'],
    scoped: 'observePskTlsServer',
  },
  {
    domain: 'PSK-TLS',
    operation: 'one connection fewer',
    plain: ['obs.tls.connectionClosed'],
    scoped: 'observePskTlsServer',
  },
  {
    domain: 'OTA sessions',
    operation: 'start of a session',
    plain: ['obs.session.recordStart'],
    scoped: 'obs.session.run',
  },
  {
    domain: 'OTA sessions',
    operation: 'end of a session',
    plain: ['obs.session.recordEnd'],
    scoped: 'obs.session.run',
  },
  {
    domain: 'OTA sessions',
    operation: 'error of a session',
    plain: ['obs.session.recordError'],
    scoped: 'obs.session.run',
  },
  { domain: 'Triggers', operation: 'a trigger was sent', plain: ['obs.trigger.sent'] },
  { domain: 'Triggers', operation: 'a trigger failed', plain: ['obs.trigger.failed'] },
  { domain: 'BIP', operation: 'open of a channel', plain: ['obs.bip.recordOpen'], scoped: 'obs.bip.channel' },
  {
    domain: 'BIP',
    operation: 'close of a channel',
    plain: ['obs.bip.recordClose'],
    scoped: 'obs.bip.channel',
  },
  { domain: 'BIP', operation: 'transfer', plain: ['obs.bip.recordTransfer'], scoped: 'obs.bip.channel' },
  { domain: 'BIP', operation: 'error', plain: ['obs.bip.recordError'], scoped: 'obs.bip.channel' },
  {
    domain: 'Devices',
    operation: 'set the number of devices',
    plain: ['obs.device.set', 'obs.device.connected', 'obs.device.disconnected'],
  },
  {
    domain: 'Devices',
    operation: 'error of a device',
    plain: ['obs.device.recordError'],
    scoped: 'obs.device.operation',
  },
  {
    domain: 'Devices',
    operation: 'duration of an AT command',
    plain: ['obs.at.recordDuration'],
    scoped: 'obs.at.command',
  },
  {
    domain: 'Devices',
    operation: 'duration of an ADB operation',
    plain: ['obs.adb.recordDuration'],
    scoped: 'obs.adb.operation',
  },
  {
    domain: 'Tests',
    operation: 'result of a test',
    plain: ['obs.tests.recordResult'],
    scoped: 'obs.tests.suite',
  },
  { domain: 'Tests', operation: 'a suite', plain: ['obs.tests.recordSuite'], scoped: 'obs.tests.suite' },
  {
    domain: 'Tests',
    operation: 'an assertion',
    plain: ['obs.tests.recordAssertion'],
    scoped: 'obs.tests.suite',
  },
  {
    domain: 'Database',
    operation: 'change of connections',
    plain: ['obs.db.changeConnections', 'obs.db.setConnections'],
  },
  { domain: 'Database', operation: 'a query', plain: ['obs.db.recordQuery'], scoped: 'obs.db.query' },
  { domain: 'Database', operation: 'an error', plain: ['obs.db.recordError'], scoped: 'obs.db.query' },
  {
    domain: 'Build',
    operation: 'build info',
    plain: ['obs.process.recordBuildInfo', 'obs.process.recordApplicationInfo'],
  },
];
