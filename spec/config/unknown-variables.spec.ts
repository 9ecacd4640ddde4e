import { describeUnknown, findUnknownVariables } from '../../lib/config/unknown-variables';

const linesFor = (env: Record<string, string>) => findUnknownVariables(env).map(describeUnknown);

describe('variables that are named as settings and are none', () => {
  it.each([
    ['GP_METRCS_PORT', 'GP_METRICS_PORT'],
    ['GP_LOGLEVEL', 'GP_LOG_LEVEL'],
    ['GP_metrics_port', 'GP_METRICS_PORT'],
    ['GP_CONFIG_FLE', 'GP_CONFIG_FILE'],
  ])('are told with the name that was probably meant: %s', (name, meant) => {
    expect(linesFor({ [name]: '1' })).toEqual([`${name} is not a setting; did you mean ${meant}?`]);
  });

  it('are told without one where none is near, and never with their value', () => {
    expect(linesFor({ GP_PRO_READER: 'secret', OTHER: '1' })).toEqual(['GP_PRO_READER is not a setting']);
    expect(linesFor({ [`GP_${'X'.repeat(500)}`]: '1' })[0]?.length).toBeLessThan(120);
    expect(linesFor({ 'GP_A\nB': '1' })).toEqual(['"GP_A\\nB" is not a setting']);
  });

  it('are not those that have a meaning: settings, older names, files of secrets, or empty ones', () => {
    const env = {
      GP_LOG_LEVEL: 'info',
      GP_TRACING_SAMPLE_RATE: '1',
      GP_METRICS_AUTH_TOKEN_FILE: '/run/secrets/token',
      GP_METRCS_PORT: '',
    };
    expect(linesFor(env)).toEqual([]);
  });
});
