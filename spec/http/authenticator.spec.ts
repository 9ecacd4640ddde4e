import fc from 'fast-check';
import { createAuthenticator } from '../../lib/http';

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

describe('createAuthenticator', () => {
  it('is undefined when no credentials are set, which means an open endpoint', () => {
    expect(createAuthenticator({})).toBeUndefined();
    expect(createAuthenticator({ username: '', password: '', token: '' })).toBeUndefined();
  });

  it('accepts the right username and password and nothing near them', () => {
    const authenticator = createAuthenticator({ username: 'prometheus', password: 'pässwörd:with:colons' });
    expect(authenticator?.accepts(basic('prometheus:pässwörd:with:colons'))).toBe(true);
    for (const wrong of [
      'prometheus:pässwörd',
      'prometheu:spässwörd:with:colons',
      ':',
      '',
      'PROMETHEUS:pässwörd:with:colons',
    ]) {
      expect(authenticator?.accepts(basic(wrong))).toBe(false);
    }
  });

  it('accepts the right token and nothing near it', () => {
    const authenticator = createAuthenticator({ token: 'abc.def' });
    expect(authenticator?.accepts('Bearer abc.def')).toBe(true);
    expect(authenticator?.accepts('bearer  abc.def ')).toBe(true);
    for (const wrong of [
      'Bearer abc.de',
      'Bearer abc.deff',
      'Bearer',
      'Bearer ',
      'abc.def',
      '',
      'Digest abc.def',
      undefined,
    ]) {
      expect(authenticator?.accepts(wrong)).toBe(false);
    }
  });

  it('takes either scheme when both are set, and challenges for both', () => {
    const authenticator = createAuthenticator({ username: 'u', password: 'p', token: 't' });
    expect(authenticator?.accepts(basic('u:p'))).toBe(true);
    expect(authenticator?.accepts('Bearer t')).toBe(true);
    expect(authenticator?.challenges).toEqual([
      'Basic realm="operations", charset="UTF-8"',
      'Bearer realm="operations"',
    ]);
  });

  it('does not take the credentials of one scheme under the name of the other', () => {
    const authenticator = createAuthenticator({ token: 'u:p' });
    expect(authenticator?.accepts(basic('u:p'))).toBe(false);
  });

  it.each([{ username: 'u' }, { password: 'p' }, { username: 'u', password: '', token: 't' }])(
    'refuses half a pair (%j) rather than opening the endpoint',
    (credentials) => {
      expect(() => createAuthenticator(credentials)).toThrow(
        /metrics\.auth\.username and metrics\.auth\.password/,
      );
    },
  );

  it('refuses a username that Basic authentication cannot carry', () => {
    expect(() => createAuthenticator({ username: 'a:b', password: 'p' })).toThrow(/colon/);
  });

  it('never throws on whatever a client sends', () => {
    const authenticator = createAuthenticator({ username: 'u', password: 'p', token: 't' });
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', 'Basic ', 'Bearer '),
        (noise, scheme) => {
          fc.pre(noise.trim() !== 't' && Buffer.from(noise, 'base64').toString() !== 'u:p');
          expect(authenticator?.accepts(`${scheme}${noise}`)).toBe(false);
        },
      ),
    );
  });
});
