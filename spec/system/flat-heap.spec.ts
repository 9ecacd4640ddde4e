import { resolve } from 'node:path';
import { Child, endChildren } from './support/child';

const ROOT = resolve(__dirname, '../..');

/** How many of each are recorded between two looks at the heap. */
const TIMES = 1_000;

/** Less than the smallest object and what holds it. What a look at the heap finds differs by some kilobytes in all. */
const MOST_BYTES_EACH = 16;

/** Garbage is collected when asked for, and code that V8 makes or drops as it goes counts for nothing. */
const FLAGS = ['--expose-gc', '--no-opt', '--no-sparkplug', '--no-flush-bytecode'] as const;

/**
 * Records each kind over and over and says for each by how many bytes what is reachable has grown, in that of six
 * rounds in which it grew least: what a recorder keeps is kept in each, what V8 keeps for itself is not (lists of its own
 * grow by some hundred kilobytes now and then, and by some ten in the round after that). Spans that
 * wait for a decision of the adaptive sampler, whose number has a bound of its own, are left out.
 */
const PROGRAM = `
  const { startObservability } = require('./dist/index.js');
  let ended = 0;
  const obs = startObservability({
    metrics: { port: 0, interval: '1h' }, health: { port: 0 }, handleSignals: false, env: {}, ...JSON.parse(process.argv[1]),
    // Takes spans and keeps none.
    spanProcessors: [{ onStart() {}, onEnd() { ended += 1; }, async forceFlush() {}, async shutdown() {} }],
  });
  const select = Uint8Array.of(0x00, 0xa4, 0x04, 0x00, 0x02, 0x3f, 0x00);
  const ok = Uint8Array.of(0x90, 0x00);
  const device = { deviceType: 'modem', deviceId: 'modem-1' };
  const session = obs.session.start({ timeoutMs: Infinity });
  const suite = obs.tests.suite('files');
  const channel = obs.bip.open({ bearerType: 'eutran', timeoutMs: Infinity });
  const kinds = {
    exchange: () => obs.apdu.exchange(select, () => ok, device),
    'exchange that waits': () => obs.apdu.exchange(select, async () => ok, device),
    'exchange of a session': () => session.exchange(select, () => ok),
    script: () => session.script([select, select]).end([ok, ok], { status: 'ok' }),
    session: () => obs.session.run({ identity: 'card-1', deviceType: 'modem' }, () => {}),
    handshake: () => obs.tls.handshake({}, (handshake) => handshake.agreed({ cipher: 'X' })),
    query: () => obs.db.query('SELECT', 'cards', async () => 1, { text: 'SELECT 1', system: 'sqlite' }),
    'AT command': () => obs.at.command('AT+CIMI', async () => 'OK', device),
    'AT command that fails': () => obs.at.command('AT+CIMI', () => '+CME ERROR: 10', device),
    test: () => suite.case('is read', () => {}),
    'BIP transfer': () => { channel.sent(5); channel.received(7); },
    'BIP channel': () => obs.bip.channel({ bearerType: 'eutran' }, (open) => open.sent(1)),
    trigger: () => obs.trigger.sent('sms', { identity: 'card-1' }),
    'kept on purpose': (kept => () => { kept.push({}); })([]),
  };
  const used = () => {
    for (let round = 0; round < 3; round += 1) gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const record = async (one) => {
    for (let time = 0; time < ${TIMES}; time += 1) await one();
    // What was settled lets go of what it waited for.
    await new Promise(setImmediate);
  };
  (async () => {
    await obs.ready;
    const growth = {};
    for (const one of Object.values(kinds)) await record(one);
    for (const [kind, one] of Object.entries(kinds)) {
      await record(one);
      const rounds = [];
      for (let round = 0; round < 6; round += 1) {
        const before = used();
        await record(one);
        rounds.push(used() - before);
      }
      growth[kind] = Math.min(...rounds);
    }
    console.log(JSON.stringify({ growth, ended }));
    await obs.shutdown();
  })();
`;

/** What the program prints. */
interface Measured {
  /** Bytes by kind. */
  readonly growth: Readonly<Record<string, number>>;
  /** Spans that came out. */
  readonly ended: number;
}

describe.each([
  ['are not recorded', { tracing: { enabled: false } }, 0],
  ['are all recorded', { tracing: { enabled: true, sampler: 'always_on' } }, 10 * TIMES],
])('where spans %s', (_how, settings, leastSpans) => {
  afterEach(() => endChildren());

  it('what is recorded leaves nothing behind it', async () => {
    const child = Child.node([...FLAGS, '--eval', PROGRAM, JSON.stringify(settings)], { cwd: ROOT });
    const { code } = await child.exit;
    expect({ code, stderr: child.stderr }).toEqual({ code: 0, stderr: '' });

    const { growth, ended } = JSON.parse(child.stdout) as Measured;
    const { 'kept on purpose': kept, ...recorded } = growth;
    expect(ended).toBeGreaterThanOrEqual(leastSpans);
    // The measure sees what is kept.
    expect(kept).toBeGreaterThan(TIMES * MOST_BYTES_EACH);
    expect(Object.entries(recorded).filter(([, bytes]) => bytes > TIMES * MOST_BYTES_EACH)).toEqual([]);
    expect(Object.keys(recorded)).toHaveLength(13);
  }, 120_000);
});
