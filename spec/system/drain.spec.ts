import { once } from 'node:events';
import { join } from 'node:path';
import { type HttpBackend, startHttpBackend } from '../pipeline/support/otlp-backends';
import { eventually } from '../support/eventually';
import { connect, post } from '../support/psk-server';
import { Child, endChildren } from './support/child';
import { lastMetricsIn, logRecordsIn, spansIn, sumOf } from './support/otlp';

const APP = join(__dirname, 'support/apps/draining-server.cjs');
const DRAIN_MS = 1_500;

/** What a moment of the shutdown looked like from outside. */
interface Look {
  readonly ready: number | 'refused';
  readonly live: number | 'refused';
  /** Whether a session of a card succeeded. */
  readonly session: boolean;
}

async function statusOf(url: string): Promise<number | 'refused'> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 'refused';
  }
}

/** One session of a card: handshake, a POST, its answer, the end. */
async function session(port: number): Promise<boolean> {
  const socket = connect(port);
  try {
    await once(socket, 'secureConnect');
    const answer = await post(socket, ['Connection: close']);
    await once(socket, 'close');
    return answer.startsWith('HTTP/1.1 204');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('a server under load that is asked to end', () => {
  let backend: HttpBackend;
  let child: Child;
  let port: number;
  let health: string;

  beforeEach(async () => {
    backend = await startHttpBackend();
    child = Child.node([APP], {
      env: {
        GP_METRICS_PORT: '0',
        GP_HEALTH_PORT: '0',
        GP_DRAIN_DELAY: `${DRAIN_MS}ms`,
        GP_SHUTDOWN_TIMEOUT: '20s',
        GP_OTLP_ENDPOINT: `127.0.0.1:${backend.port}`,
        GP_OTLP_PROTOCOL: 'http/protobuf',
      },
    });
    const line = await eventually(() => /^(\d+) (http\S+)$/m.exec(child.stdout), {
      withinMs: 20_000,
      what: 'the start',
    });
    port = Number(line[1]);
    health = `${line[2]}/health`;
  }, 30_000);
  afterEach(async () => {
    await endChildren();
    await backend.stop();
  });

  it('is not ready at once and lives to the end; it serves while balancers look away, and loses nothing', async () => {
    let succeeded = 0;
    let isLoaded = true;
    const load = Array.from({ length: 4 }, async () => {
      while (isLoaded) if (await session(port)) succeeded += 1;
    });
    await eventually(() => succeeded > 20, { withinMs: 20_000, what: 'load' });
    expect([await statusOf(`${health}/ready`), await statusOf(`${health}/live`)]).toEqual([200, 200]);

    const looks: Look[] = [];
    child.signal('SIGTERM');
    while (!child.hasExited) {
      const [ready, live] = await Promise.all([statusOf(`${health}/ready`), statusOf(`${health}/live`)]);
      looks.push({ ready, live, session: await session(port) });
    }
    isLoaded = false;
    await Promise.all(load);

    // The first look can overtake the signal, which the system delivers by a way of its own; no later one does.
    expect(looks[1]).toEqual({ ready: 503, live: 200, session: true });
    expect(looks.slice(1).filter(({ ready }) => ready === 200)).toEqual([]);
    // Live is 200 for as long as anybody answers.
    const lastAnswer = looks.findLastIndex(({ live }) => live !== 'refused');
    expect(looks.slice(0, lastAnswer).filter(({ live }) => live !== 200)).toEqual([]);
    // Cards are served through the delay, and only then the listener closes.
    const served = looks.filter((look) => look.session).length;
    expect(served).toBeGreaterThan(3);
    expect(looks.slice(0, served).every((look) => look.session)).toBe(true);
    expect(child.stdout).toContain('closing the listener');
    expect((await child.exit).signal).toBe('SIGTERM');

    const metrics = lastMetricsIn(backend.requests);
    const sessions = spansIn(backend.requests).filter(({ name }) => name === 'ota.session');
    expect(sessions.length).toBe(sumOf(metrics, 'cardlink.sessions'));
    expect(sessions.length).toBeGreaterThanOrEqual(succeeded + served);
    expect(sumOf(metrics, 'cardlink.sessions.active')).toBe(0);
    const events = logRecordsIn(backend.requests).map(({ eventName }) => eventName);
    expect(events.filter((name) => name.startsWith('cardlink.observability.'))).toEqual([
      'cardlink.observability.configured',
      'cardlink.observability.started',
      'cardlink.observability.stopped',
    ]);
    expect(events.lastIndexOf('cardlink.session.ended')).toBeLessThan(
      events.indexOf('cardlink.observability.stopped'),
    );
    expect(events).not.toContain('cardlink.health.changed');
  }, 60_000);
});
