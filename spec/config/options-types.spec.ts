import { type Options, readSettings, type SettingKey, type SettingValues } from '../../lib/config';

/** Compiles only when both types are the same. */
type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const same = <_Is extends true>() => undefined;

/** What follows is checked by the compiler; the tests run it so that what compiles also works. */
describe('the types of the settings', () => {
  it('derives values from the table', () => {
    same<Same<SettingValues['metrics']['port'], number>>();
    same<Same<SettingValues['metrics']['labels'], 'semconv' | 'short'>>();
    same<Same<SettingValues['metrics']['otlp'], boolean | undefined>>();
    same<Same<SettingValues['metrics']['interval'], number>>();
    same<Same<SettingValues['otlp']['protocol'], 'grpc' | 'http/protobuf' | 'http/json'>>();
    same<Same<SettingValues['otlp']['headers'], Readonly<Record<string, string>> | undefined>>();
    same<Same<SettingValues['otlp']['traces']['timeout'], number | undefined>>();
    same<Same<SettingValues['service']['version'], string | undefined>>();
    same<Same<Extract<SettingKey, `shutdown.${string}`>, 'shutdown.drainDelay' | 'shutdown.timeout'>>();
    const { values } = readSettings({ options: {}, env: {} });
    expect(values.metrics.port).toBe(9090);
  });

  it('lets code write what the table takes', () => {
    const options: Options = {
      service: { name: 'ota', version: undefined, attributes: { 'service.namespace': 'cards' } },
      metrics: { port: 0, interval: '500ms', auth: { token: 't0ken-of-code' } },
      otlp: { protocol: 'http', headers: 'x-tenant=cards', queueBytes: '4 MiB', traces: { timeout: '1s' } },
    };
    const { values } = readSettings({ options, env: {} });
    expect(values.otlp.queueBytes).toBe(4_194_304);
    expect(values.otlp.protocol).toBe('http/protobuf');
  });

  it('refuses a wrong key or type before the program runs', () => {
    const wrong: readonly Options[] = [
      // @ts-expect-error no such key
      { metrics: { prot: 9090 } },
      // @ts-expect-error no such group
      { metric: {} },
      // @ts-expect-error a port is a number
      { metrics: { port: 'ninety' } },
      // @ts-expect-error a duration has a unit
      { metrics: { interval: 15 } },
      // @ts-expect-error a duration has a unit, in text too
      { metrics: { interval: '15' } },
      // @ts-expect-error a size has a unit
      { otlp: { queueBytes: 1_000 } },
      // @ts-expect-error one of the words
      { metrics: { labels: 'long' } },
      // @ts-expect-error one of the words, or a list of them
      { tracing: { exporter: 'jaeger' } },
      // @ts-expect-error a group is not a value
      { metrics: 9090 },
    ];
    for (const options of wrong)
      expect(() => readSettings({ options, env: {} })).toThrow('1 setting is wrong');
  });

  it('makes the values readonly', () => {
    const { values } = readSettings({ options: {}, env: {} });
    expect(() => {
      // @ts-expect-error readonly
      values.metrics.port = 1;
    }).toThrow(TypeError);
  });
});
