import { AsyncResource } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { createHash, pbkdf2, randomBytes } from 'node:crypto';
import { lookup } from 'node:dns';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { pipeline, Readable, Transform } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { gzip } from 'node:zlib';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { type TestObservability, testObservability } from '../../lib/testing';

type Note = () => void;

/** Where Node keeps the context by itself: each calls back once. */
const KEPT: Readonly<Record<string, (note: Note) => void>> = {
  setTimeout: (note) => void setTimeout(note, 1),
  setImmediate: (note) => void setImmediate(note),
  setInterval: (note) => {
    const timer = setInterval(() => {
      clearInterval(timer);
      note();
    }, 1);
  },
  queueMicrotask: (note) => queueMicrotask(note),
  'process.nextTick': (note) => process.nextTick(note),
  'await of timers/promises': async (note) => {
    await wait(1);
    note();
  },
  'a callback of fs': (note) => readFile(__filename, note),
  'a callback of crypto': (note) => pbkdf2('key', 'salt', 1, 16, 'sha256', note),
  'a callback of zlib': (note) => gzip(randomBytes(64), note),
  'a callback of dns': (note) => lookup('localhost', note),
  'a child process': (note) => void execFile(process.execPath, ['-e', ''], note),
  'a stream and its transform': (note) => {
    const transform = new Transform({
      transform(chunk, _encoding, done) {
        setImmediate(() => done(null, createHash('sha256').update(chunk).digest()));
      },
    });
    pipeline(Readable.from(['a', 'b']), transform.resume(), note);
  },
  'for await over a readline': async (note) => {
    for await (const _line of createInterface({ input: Readable.from(['a\n']) })) await wait(1);
    note();
  },
  'an async generator': async (note) => {
    async function* commands() {
      await wait(1);
      yield 1;
    }
    for await (const _command of commands()) note();
  },
};

/** A long-lived part of the application that calls back from outside of everything: a native addon, a queue's worker. */
class Outside {
  readonly #queue: (() => void)[] = [];
  readonly emitter = new EventEmitter();

  constructor() {
    // Made before any span: what it calls runs in the context of its making, that is, in none.
    this.#pump();
  }

  callLater(callback: () => void): void {
    this.#queue.push(callback);
  }

  emitLater(event: string): void {
    this.#queue.push(() => this.emitter.emit(event));
  }

  #pump(): void {
    for (const callback of this.#queue.splice(0)) callback();
    this.#timer = setTimeout(() => this.#pump(), 1);
  }

  #timer: NodeJS.Timeout | undefined;

  stop(): void {
    clearTimeout(this.#timer);
  }
}

describe('the active span', () => {
  let obs: TestObservability;
  let outside: Outside;
  beforeEach(() => {
    obs = testObservability();
    outside = context.with(ROOT_CONTEXT, () => new Outside());
  });
  afterEach(async () => {
    outside.stop();
    await obs.shutdown();
  });

  /** The span that is active where `begin` calls back, and the one that it began in. */
  async function spans(begin: (note: Note) => void): Promise<readonly [seen: unknown, span: unknown]> {
    return obs.tracing.withSpan('work', async (span) => {
      const seen = await new Promise((resolve) => begin(() => resolve(trace.getActiveSpan())));
      return [seen, span];
    });
  }

  it.each(Object.entries(KEPT))('is kept by Node: %s', async (_name, begin) => {
    const [seen, span] = await spans(begin);
    expect(seen).toBe(span);
  });

  it('is lost in a queue that another drains, and kept by bind', async () => {
    const [lost] = await spans((note) => outside.callLater(note));
    const [seen, span] = await spans((note) => outside.callLater(obs.tracing.bind(note)));

    expect(lost).toBeUndefined();
    expect(seen).toBe(span);
  });

  it('is lost in a listener of what emits from outside, and kept by bindEmitter, or by bind', async () => {
    const [lost] = await spans((note) => {
      outside.emitter.once('data', note);
      outside.emitLater('data');
    });
    const [bound, span] = await spans((note) => {
      outside.emitter.once('data', obs.tracing.bind(note));
      outside.emitLater('data');
    });
    obs.tracing.bindEmitter(outside.emitter);
    const [kept, own] = await spans((note) => {
      outside.emitter.once('data', note);
      outside.emitLater('data');
    });

    expect(lost).toBeUndefined();
    expect(bound).toBe(span);
    expect(kept).toBe(own);
  });

  it('is that of the session in a callback from outside, by session.bind and session.with', async () => {
    const session = obs.session.start();
    const seen = await Promise.all([
      new Promise((resolve) => outside.callLater(session.bind(() => resolve(trace.getActiveSpan())))),
      new Promise((resolve) => outside.callLater(() => resolve(session.with(() => trace.getActiveSpan())))),
    ]);
    const withArguments = session.bind(function (this: string, data: number) {
      return [this, data, trace.getActiveSpan()];
    });

    expect(seen).toEqual([trace.getSpan(session.context), trace.getSpan(session.context)]);
    expect(withArguments.call('port', 1)).toEqual(['port', 1, trace.getSpan(session.context)]);
    session.end();
  });

  it('is lost in what a long-lived socket receives, as a modem behind one would send it, and kept by bindEmitter', async () => {
    const modem = net.createServer((socket) => void socket.on('data', () => socket.write('OK\r\n')));
    await once(modem.listen(0, '127.0.0.1'), 'listening');
    const line = net.connect((modem.address() as net.AddressInfo).port, '127.0.0.1');
    await once(line, 'connect');
    const ask = (note: Note): void => {
      line.once('data', note);
      line.write('AT+CIMI\r\n');
    };
    const [lost] = await spans(ask);
    obs.tracing.bindEmitter(line);
    const [kept, span] = await spans(ask);
    line.destroy();
    modem.close();

    expect(lost).toBeUndefined();
    expect(kept).toBe(span);
  });

  it('is lost in what a worker answers to whoever asked, and kept by bind', async () => {
    const worker = new Worker(
      "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (job) => parentPort.postMessage(job));",
      { eval: true },
    );
    const waiting = new Map<number, (job: number) => void>();
    worker.on('message', (job: number) => waiting.get(job)?.(job));
    const ask = (job: number, done: () => void): void => {
      waiting.set(job, done);
      worker.postMessage(job);
    };
    const [kept, lost] = await Promise.all([
      spans((note) => ask(1, obs.tracing.bind(note))),
      spans((note) => ask(2, note)),
    ]);
    await worker.terminate();

    expect(kept[0]).toBe(kept[1]);
    expect(lost[0]).toBeUndefined();
  });

  it('is kept by a queue that uses an AsyncResource', async () => {
    const [seen, span] = await spans((note) => outside.callLater(AsyncResource.bind(note)));
    expect(seen).toBe(span);
  });

  it('is that of the BIP channel, the test and the session in their scoped forms, across await', async () => {
    const seen: unknown[] = [];
    const note = async () => {
      await wait(1);
      seen.push(trace.getSpanContext(context.active())?.spanId);
    };
    await obs.bip.channel({ bearerType: 'eutran' }, note);
    const suite = obs.tests.suite('files');
    await suite.case('reads EF_ICCID', note);
    suite.end();
    await obs.session.run({}, note);
    await obs.device.operation('reset', note);
    await obs.at.command('AT+CIMI', async () => {
      await note();
      return 'OK';
    });

    const ids = ['bip.channel', 'test.reads EF_ICCID', 'ota.session', 'device.reset', 'at.AT+CIMI'].map(
      (name) => obs.spans(name)[0]?.spanContext().spanId,
    );
    expect(ids).not.toContain(undefined);
    expect(seen).toEqual(ids);
  });
});
