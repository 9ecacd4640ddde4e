import { diag } from '@opentelemetry/api';
import fc from 'fast-check';
import { type TestObservability, testObservability } from '../../lib/testing';
import { reported } from '../support/start';
import { type Anything, HANDLES, METHODS } from './support/recording-methods';

const SELECT = Uint8Array.from([0x00, 0xa4, 0x04, 0x00]);
const OK = Uint8Array.from([0x90, 0x00]);

/** All that recorders read of what callers say of something. */
const KEYS = [
  'type',
  'deviceType',
  'deviceId',
  'identity',
  'clientAddress',
  'clientPort',
  'id',
  'startEpochMs',
  'timeoutMs',
  'durationSeconds',
  'context',
  'cipher',
  'protocolVersion',
  'errorType',
  'error',
  'bearerType',
  'channelId',
  'isFlaky',
  'retry',
  'text',
  'system',
  'status',
  'version',
  'nodejsVersion',
  'platform',
  'name',
  'description',
] as const;

function refuse(): never {
  throw new Error('not to be read');
}

/** What throws, however it is looked at. */
const untouchable = () => new Proxy(Object, { get: refuse, has: refuse, getPrototypeOf: refuse });
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const unprintable = () => ({ toString: refuse, valueOf: refuse, [Symbol.toPrimitive]: refuse });

/** Values as functions that make them: fast-check looks at what it generates. */
type Make = () => unknown;
const hostile: fc.Arbitrary<Make> = fc.constantFrom(
  untouchable,
  revoked,
  unprintable,
  () => Symbol('x'),
  () => 5n,
);
const anything: fc.Arbitrary<Make> = fc.anything().map((value) => () => value);

/** Makes an info object of which some is readable, some is nonsense, and some throws when it is read. */
const info: fc.Arbitrary<() => object> = fc
  .array(fc.tuple(fc.constantFrom(...KEYS), fc.oneof(hostile, anything, fc.constant(refuse))), {
    maxLength: KEYS.length,
  })
  .map((fields) => () => {
    const given = {};
    for (const [key, make] of fields) {
      Object.defineProperty(given, key, { enumerable: true, configurable: true, get: make });
    }
    return given;
  });
const argument: fc.Arbitrary<Make> = fc.oneof(
  info,
  hostile,
  fc.constantFrom('SELECT', 'sms', 'normal', 5).map((value) => () => value),
);

describe('an info object that cannot be read', () => {
  let obs: TestObservability;

  beforeEach(() => {
    reported();
    obs = testObservability({ metrics: { deviceId: true, dbTable: true } });
  });
  afterEach(async () => {
    await obs.shutdown();
    diag.disable();
  });

  it.each(METHODS)('never makes %s.%s throw', (domain, name) => {
    const recorder = obs[domain as keyof TestObservability] as unknown as Record<string, Anything>;
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 4 }), (args) => {
        recorder[name]?.(...args.map((make) => make()));
      }),
      { numRuns: 100 },
    );
  });

  it.each(HANDLES)('never makes %s throw', (_what, make, names) => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(argument, { maxLength: 3 }), (name, args) => {
        (make(obs) as Record<string, Anything>)[name]?.(...args.map((make) => make()));
      }),
      { numRuns: 100 },
    );
  });

  it('keeps no work from being done, and takes the place of nothing that it throws', async () => {
    await fc.assert(
      fc.asyncProperty(info, argument, async (makeInfo, makeName) => {
        const [given, name] = [makeInfo(), makeName()];
        const error = new Error('of the work');
        const scoped = (work: () => string | Promise<string>): Promise<string>[] => [
          obs.session.run(given, work),
          obs.tls.handshake(given, work),
          obs.bip.channel(given as never, work),
          obs.at.command(name as string, work, given),
          obs.adb.operation(name as 'install', work, given),
          obs.reader.operation(name as 'connect', work, given),
          obs.device.operation(name as 'reset', work, given),
          Promise.resolve().then(() => obs.db.query(name as string, name as string, work, given)),
          obs.tests.suite('files').case(name as string, work, given),
        ];
        expect(await Promise.all(scoped(() => 'done'))).toEqual(Array(9).fill('done'));
        const failed = await Promise.allSettled(scoped(() => Promise.reject(error)));
        expect(failed.map((result) => result.status === 'rejected' && result.reason === error)).toEqual(
          Array(9).fill(true),
        );
        const response = await obs.apdu.exchange(SELECT, () => OK, given);
        expect(response.statusWord).toBe('9000');
      }),
      { numRuns: 50 },
    );
  });

  it('is read for all that can be read of it', async () => {
    const given = {
      deviceType: 'modem',
      get deviceId(): string {
        return refuse();
      },
    };
    await obs.apdu.exchange(SELECT, () => OK, given);
    obs.session.start(given).end();

    expect(await obs.metric('cardlink_apdu_commands_total', { device_type: 'modem' })).toBe(1);
    expect(await obs.metric('cardlink_sessions_total', { device_type: 'modem' })).toBe(1);
  });
});
