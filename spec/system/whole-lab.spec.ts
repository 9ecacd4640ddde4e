import { type HttpBackend, startHttpBackend } from '../pipeline/support/otlp-backends';
import { eventually } from '../support/eventually';
import { endChildren } from './support/child';
import { counts, scrape, scrapeExemplars } from './support/exposition';
import { LabProcess, temporaryFolder } from './support/lab-process';
import { type OtlpSpan, spansIn } from './support/otlp';
import { countedBy, countProblems } from './support/whole-counts';
import { type HeldLab, holdWholeLab } from './support/whole-lab';
import { exemplarProblems, linkProblems, type SeenExemplar, traceProblems } from './support/whole-traces';

const CARDS = 20;
const SESSIONS_PER_CARD = 8;
/** Generous: how fast a shutdown is belongs to other specs. */
const SHUTDOWN_TIMEOUT = '60s';

const folder = temporaryFolder();
let backend: HttpBackend;

beforeAll(async () => {
  backend = await startHttpBackend();
});
afterAll(async () => {
  await endChildren();
  await backend.stop();
  folder.remove();
});

const env = () => ({
  GP_OTLP_ENDPOINT: `127.0.0.1:${backend.port}`,
  GP_OTLP_PROTOCOL: 'http/protobuf',
  GP_SHUTDOWN_TIMEOUT: SHUTDOWN_TIMEOUT,
  // A check of health asks the database outside any trace.
  GP_HEALTH_INTERVAL: '0',
});

describe('a whole lab, its cards in another process', () => {
  let held: HeldLab;
  let spans: readonly OtlpSpan[];
  let exemplars: readonly SeenExemplar[];

  beforeAll(async () => {
    held = await holdWholeLab({
      folder: folder.path,
      cards: CARDS,
      sessionsPerCard: SESSIONS_PER_CARD,
      seed: 28,
      env: env(),
    });
    exemplars = await scrapeExemplars(held.lab.start.metricsUrl);
  }, 120_000);

  it('shows on /metrics what the cards counted, and what its database did', async () => {
    const metrics = await scrape(held.lab.start.metricsUrl);
    const counted = countedBy(held.tally, held.operations);
    expect(await countProblems(counted, (metric, ...labels) => counts(metrics, metric, ...labels))).toEqual(
      [],
    );
    expect(Object.keys(held.tally.sessions).sort()).toEqual(['completed', 'failed', 'timeout']);
    expect(Object.keys(held.tally.failedHandshakes).sort()).toEqual(['unknown_identity', 'wrong_key']);
    expect(held.operations['INSERT sessions']).toBeGreaterThan(0);
  });

  it('exports a whole trace for each session, every span in its place and time', async () => {
    await held.lab.stop();
    spans = spansIn(backend.requests);
    expect(traceProblems(spans)).toEqual([]);
    const { connections, commands, failedHandshakes } = held.tally;
    const sum = (figures: Readonly<Record<string, number>>) =>
      Object.values(figures).reduce((total, figure) => total + figure, 0);
    const named = (beginning: string) => spans.filter(({ name }) => name.startsWith(beginning)).length;
    expect({
      sessions: named('ota.session'),
      commands: named('apdu.'),
      handshakes: named('tls.handshake'),
      operations: named('db.'),
    }).toEqual({
      sessions: connections,
      commands: sum(commands),
      handshakes: connections + sum(failedHandshakes),
      operations: sum(held.operations),
    });
  }, 90_000);

  it('has the look at each new card below its first session', () => {
    const sessions = new Set(spans.filter(({ name }) => name === 'ota.session').map(({ spanId }) => spanId));
    const looks = spans.filter(
      ({ name, parentSpanId }) => name === 'db.SELECT' && sessions.has(parentSpanId),
    );
    expect(looks).toHaveLength(CARDS);
  });

  it('has exemplars that lead to a span of those traces, of their kind', () => {
    expect(exemplarProblems(exemplars, spans)).toEqual([]);
    const families = new Set(exemplars.map(({ metric }) => metric.split('_')[1]));
    expect([...families].sort()).toEqual(['apdu', 'db', 'script', 'sdk', 'session', 'sessions', 'tls']);
  });
});

describe('a lab with cards of its own', () => {
  it('links each session to the trigger that brought it about', async () => {
    backend.requests.length = 0;
    const sessions = 60;
    const args = ['--cards', '10', '--rate', '0', '--sessions', String(sessions), '--seed', '4'];
    const lab = await LabProcess.start({ args, cwd: folder.path, env: env() });
    await eventually(
      () => lab.figures?.sessions.active === 0 && lab.figures.sessions.completed > sessions / 2,
      {
        withinMs: 60_000,
      },
    );
    const end = await lab.stop();
    const spans = spansIn(backend.requests);
    expect(traceProblems(spans)).toEqual([]);
    expect(linkProblems(spans)).toEqual([]);
    const { completed, failed, timeout } = end.sessions;
    expect(spans.filter(({ name }) => name === 'ota.session')).toHaveLength(completed + failed + timeout);
  }, 120_000);
});
