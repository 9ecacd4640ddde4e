import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '../../dist/index.js');

/** Work that fails in a span, by what its error says; nobody looks at what `lost` begins, and all else is handled. */
const PROGRAM = `
  const { startObservability, traced, withSpan } = require(${JSON.stringify(PACKAGE)});
  const ended = [];
  const nothing = async () => undefined;
  const keep = { onStart() {}, onEnd: ({ name }) => void ended.push(name), forceFlush: nothing, shutdown: nothing };
  startObservability({ metrics: { port: 0 }, health: { port: 0 }, spanProcessors: [keep] });
  const reported = [];
  process.on('unhandledRejection', ({ message }) => void reported.push(message));
  const forms = {
    withSpan: (fail) => withSpan('withSpan', fail),
    traced: traced(async function traced(fail) { await fail(); }),
    generator: (fail) => traced(async function* generator() { await fail(); yield 1; })().next(),
  };
  for (const [form, begin] of Object.entries(forms)) {
    const failing = (how) => async () => { throw new Error(how + ' in ' + form); };
    void begin(failing('lost'));
    begin(failing('caught')).catch(() => {});
    (async () => { try { await begin(failing('awaited')); } catch {} })();
  }
  setTimeout(() => { console.log(JSON.stringify({ reported, ended })); process.exit(); }, 50);
`;

describe('a rejection in a span', () => {
  it.each([
    ['always_on', 3],
    ['always_off', 0],
  ])('is reported where nobody handles it, and only there, under %s', (sampler, spans) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', PROGRAM], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, OTEL_TRACES_SAMPLER: sampler },
      timeout: 20_000,
    });
    expect(stderr).toBe('');
    const { reported, ended } = JSON.parse(stdout) as Record<'reported' | 'ended', string[]>;

    expect(reported.sort()).toEqual(['lost in generator', 'lost in traced', 'lost in withSpan']);
    expect(ended.sort()).toEqual(
      ['generator', 'traced', 'withSpan'].flatMap((name) => Array<string>(spans).fill(name)),
    );
  });
});
