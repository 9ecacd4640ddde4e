import type { TestObservability } from '../../../lib/testing';

export type Anything = (...args: unknown[]) => unknown;

/** Everything that records and does no work of the application's. */
const RECORDING: Readonly<Record<string, readonly string[]>> = {
  apdu: ['recordCommand', 'recordResponse', 'recordDuration', 'recordBytes', 'recordError'],
  tls: [
    'recordHandshake',
    'handshakeCompleted',
    'handshakeFailed',
    'connectionOpened',
    'connectionClosed',
    'setConnections',
    'probed',
  ],
  session: ['start', 'recordStart', 'recordEnd', 'recordError'],
  trigger: ['sent', 'failed'],
  bip: ['open', 'recordOpen', 'recordClose', 'recordTransfer', 'recordError'],
  device: ['connected', 'disconnected', 'set', 'recordError', 'recordOperation'],
  at: ['recordDuration'],
  adb: ['recordDuration'],
  reader: ['recordDuration'],
  tests: ['suite', 'recordResult', 'recordSuite', 'recordAssertion'],
  db: [
    'recordQuery',
    'recordError',
    'changeConnections',
    'setConnections',
    'setConnectionLimit',
    'setConnectionsWaiting',
  ],
  process: ['recordBuildInfo', 'recordApplicationInfo'],
};

export const METHODS = Object.entries(RECORDING).flatMap(([domain, names]) =>
  names.map((name) => [domain, name] as const),
);

/** What recorders hand out, and all that it records. */
export const HANDLES: readonly (readonly [string, (obs: TestObservability) => object, readonly string[]])[] =
  [
    ['a session', (obs) => obs.session.start(), ['script', 'end']],
    ['a script', (obs) => obs.session.start().script([]), ['end', 'fail']],
    ['a script of no session', (obs) => obs.script, ['begin']],
    ['a channel', (obs) => obs.bip.open({ bearerType: 'eutran' }), ['sent', 'received', 'failed', 'close']],
    ['a suite', (obs) => obs.tests.suite('files'), ['assertion', 'skip', 'setupFailed', 'end']],
  ];
