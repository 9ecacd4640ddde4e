import { readSettings } from '../../lib/config';
import { defaultOf } from '../../lib/config/default-of';

describe('the default of a setting, for a part that is used without settings', () => {
  it('is what it is where nobody sets it', () => {
    const { metrics } = readSettings({ env: {} }).values;
    expect(defaultOf('metrics.timeout')).toBe(metrics.timeout);
    expect(defaultOf('metrics.maxRequests')).toBe(metrics.maxRequests);
    expect(defaultOf('metrics.path')).toBe(metrics.path);
    expect(defaultOf('metrics.auth.token')).toBeUndefined();
  });
});
