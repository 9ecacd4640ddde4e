import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import { format, type transport as TransportBase, transports } from 'winston';
import { testObservability } from '../../lib/testing';
import { eventually } from '../support/eventually';
import { reported } from '../support/start';

type Info = Record<string | symbol, unknown>;
const { Transport } = jest.requireActual<{ Transport: new (options: object) => TransportBase }>('winston');

describe('winston’s own transports', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cardlink-transports-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    diag.disable();
  });

  it('write to a file what is at least as severe as their level says, in their own format', async () => {
    const obs = testObservability();
    const filename = join(folder, 'errors.log');
    const file = new transports.File({
      filename,
      level: 'warning',
      format: format.printf(({ level, message }) => `${level}|${String(message)}`),
    });
    obs.logging.winston.add(file);

    obs.logger('ota').info('left out');
    obs.logger('ota').warning('pin=4711 kept');
    obs.logger('ota').error('kept');
    await obs.logging.flush(5_000);

    await eventually(() => readFileSync(filename, 'utf8').split('\n').length === 3);
    expect(readFileSync(filename, 'utf8')).toMatch(/^warning\|pin=.* kept\nerror\|kept\n$/);
    expect(readFileSync(filename, 'utf8')).not.toContain('4711');
    obs.logging.winston.remove(file);
    await once(file, 'closed');
  });

  it('send over HTTP', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (text) => {
        body += text;
      });
      request.on('end', () => {
        bodies.push(body);
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const obs = testObservability();
    const { port } = server.address() as AddressInfo;
    obs.logging.winston.add(new transports.Http({ host: '127.0.0.1', port }));

    obs.logger('ota').info('sent', { commands: 4 });
    await eventually(() => bodies.length === 1);

    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ message: 'sent', context: { commands: 4 } });
    server.close();
  });

  it('print on the console, unless they are silent', async () => {
    const print = jest.spyOn(console, 'log').mockReturnValue();
    const obs = testObservability();
    const options = {
      format: format.printf(({ message }) => `printed: ${String(message)}`),
      forceConsole: true,
    };
    obs.logging.winston
      .add(new transports.Console(options))
      .add(new transports.Console({ ...options, silent: true }));

    obs.logger('ota').info('once');
    await obs.logging.flush(1_000);
    const printed = print.mock.calls.flat();
    print.mockRestore();

    expect(printed).toEqual(['printed: once']);
  });
});

describe('a transport of the application', () => {
  afterEach(() => diag.disable());

  it('may take batches alone', async () => {
    const obs = testObservability();
    const taken: unknown[] = [];
    const batches = new Transport({
      logv(infos: readonly { readonly chunk: Info }[], next: () => void) {
        taken.push(...infos.map(({ chunk }) => chunk.message));
        next();
      },
    });
    obs.logging.winston.add(batches);

    for (const message of ['one', 'two', 'three']) obs.logger('ota').info(message);
    await obs.logging.flush(5_000);

    expect(taken).toEqual(['one', 'two', 'three']);
  });

  it('is closed when it is taken off, after what waits for it', async () => {
    const obs = testObservability();
    const events: unknown[] = [];
    const transport = new Transport({
      log(info: Info, next: () => void) {
        events.push(info.message);
        setImmediate(next);
      },
      close: () => void events.push('closed'),
    });
    obs.logging.winston.add(transport);

    obs.logger('ota').info('one');
    obs.logger('ota').info('two');
    obs.logging.winston.remove(transport);
    obs.logger('ota').info('three');
    await eventually(() => events.includes('closed'));

    expect(events).toEqual(['one', 'two', 'closed']);
  });

  it('has what it does not take any more counted when it ended by itself, which is told once', async () => {
    const told = reported();
    const obs = testObservability();
    const transport = new Transport({ log: (_: Info, next: () => void) => next() });
    obs.logging.winston.add(transport);
    transport.destroy();

    obs.logger('ota').info('one');
    obs.logger('ota').info('two');

    expect(await obs.metric('cardlink_log_dropped_total', { error_type: 'transport_failed' })).toBe(2);
    expect(told).toEqual([expect.stringContaining('it was ended')]);
    expect(obs.logLines).toHaveLength(2);
  });

  it('has a record counted as lost that its format throws on', async () => {
    reported();
    const obs = testObservability();
    const transport = new Transport({
      format: {
        transform() {
          throw new Error('bad format');
        },
      },
      log: (_: Info, next: () => void) => next(),
    });
    obs.logging.winston.add(transport);

    obs.logger('ota').info('one');

    expect(await obs.metric('cardlink_log_dropped_total', { error_type: 'transport_failed' })).toBe(1);
  });

  it('keeps no more waiting than some megabytes when it hangs, however large the records are', async () => {
    const obs = testObservability({ log: { sample: { every: 1 } } });
    obs.logging.winston.add(new Transport({ log: () => {} }));
    const fields = Object.fromEntries(
      Array.from({ length: 7 }, (_, index) => [`f${index}`, 'x '.repeat(4_000)]),
    );

    for (let count = 0; count < 400; count += 1) obs.logger('ota').info('large', fields);

    const bytes = obs.logLines.join('').length;
    const dropped = (await obs.metric('cardlink_log_dropped_total', { error_type: 'queue_full' })) ?? 0;
    expect((bytes * (400 - dropped)) / 400).toBeLessThan(16_100_000);
  });

  it('may end our winston logger, which ends none of our loggers', () => {
    const obs = testObservability();
    obs.logging.winston.end();
    obs.logging.winston.destroy();
    obs.logging.winston.close();

    obs.logger('ota').info('still there');
    expect(obs.logLines).toHaveLength(1);
  });
});
