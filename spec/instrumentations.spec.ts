import { diag } from '@opentelemetry/api';
import { type Instrumentation, InstrumentationBase } from '@opentelemetry/instrumentation';
import { getObservability, resetObservability } from '../lib';
import { reported, start } from './support/start';

/** An instrumentation that fails where it is told to, and counts. */
class Fickle extends InstrumentationBase {
  enabled = 0;
  disabled = 0;
  readonly #failing: readonly ('enable' | 'disable')[];

  constructor(name: string, failing: readonly ('enable' | 'disable')[] = []) {
    super(name, '1.0.0', { enabled: false });
    this.#failing = failing;
  }

  protected init() {}

  override enable(): void {
    if (this.#failing.includes('enable')) throw new Error('cannot patch');
    this.enabled += 1;
  }

  override disable(): void {
    if (this.#failing.includes('disable')) throw new Error('cannot unpatch');
    this.disabled += 1;
  }
}

describe('instrumentations', () => {
  afterEach(async () => {
    await resetObservability();
    diag.disable();
  });

  it('are enabled at start and disabled at shutdown', async () => {
    const instrumentation = new Fickle('sound');
    const obs = start({ instrumentations: [instrumentation] });
    expect(instrumentation.enabled).toBe(1);
    await obs.shutdown();

    expect(instrumentation.disabled).toBe(1);
  });

  it('may be nested, as a bundle of them is handed out', () => {
    const instrumentation = new Fickle('bundled');
    start({ instrumentations: [[instrumentation]] as unknown as Instrumentation[] });

    expect(instrumentation.enabled).toBe(1);
  });

  it('are made by a function only once the settings are right', () => {
    const make = jest.fn(() => [new Fickle('made')]);
    expect(() => start({ env: { GP_TRACE_SAMPLE_RATE: '2' }, instrumentations: make })).toThrow();
    expect(make).not.toHaveBeenCalled();

    start({ instrumentations: make });
    expect(make.mock.results[0]?.value[0].enabled).toBe(1);
  });

  it('are neither made nor enabled under OTEL_SDK_DISABLED', async () => {
    const env = { OTEL_SDK_DISABLED: 'true' };
    const make = jest.fn(() => []);
    await start({ env, instrumentations: make }).shutdown();
    const instrumentation = new Fickle('given');
    start({ env, instrumentations: [instrumentation] });

    expect(make).not.toHaveBeenCalled();
    expect(instrumentation.enabled).toBe(0);
  });

  it('that cannot be made are reported, and the rest starts', async () => {
    const lines = reported();
    const obs = start({
      instrumentations: () => {
        throw new Error('module not found');
      },
    });
    await obs.ready;

    expect(lines).toEqual(['the instrumentations could not be made and are left out: module not found']);
  });

  it('that cannot be enabled are named in one line, and the others run', async () => {
    const lines = reported();
    const sound = new Fickle('sound');
    const obs = start({ instrumentations: [new Fickle('broken', ['enable']), sound] });
    await obs.ready;

    expect(sound.enabled).toBe(1);
    expect(lines).toEqual(['the instrumentation broken failed to start and is left out: cannot patch']);
    expect(getObservability()).toBe(obs);
  });

  it('that cannot be disabled do not keep the rest of a shutdown from being done', async () => {
    const lines = reported();
    const listeners = process.listenerCount('SIGTERM');
    const sound = new Fickle('sound');
    const obs = start({
      handleSignals: true,
      instrumentations: [sound, new Fickle('broken', ['disable'])],
    });
    await expect(obs.shutdown()).resolves.toBeUndefined();

    expect(sound.disabled).toBe(1);
    expect(lines).toEqual(['shutdown: disabling the instrumentation broken failed: cannot unpatch']);
    expect(process.listenerCount('SIGTERM')).toBe(listeners);
    expect(() => getObservability()).toThrow('not running');
  });
});
