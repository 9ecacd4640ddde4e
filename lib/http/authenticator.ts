import { createHash, timingSafeEqual } from 'node:crypto';

/** The credentials that an endpoint asks for. Empty strings count as not set. */
export interface Credentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** Decides whether a request may pass, and says how one would. */
export interface Authenticator {
  /** The values of `WWW-Authenticate` (RFC 9110, 11.6.1), one a scheme. */
  readonly challenges: readonly string[];
  /** Whether the value of an `Authorization` header is right; in constant time with regard to the secret. */
  accepts(authorization: string | undefined): boolean;
}

type Scheme = 'basic' | 'bearer';

const CHALLENGES: Readonly<Record<Scheme, string>> = {
  basic: 'Basic realm="operations", charset="UTF-8"',
  bearer: 'Bearer realm="operations"',
};

/** How the credentials after the scheme's name become the bytes that are compared. */
const PRESENTED: Readonly<Record<Scheme, (credentials: string) => Buffer>> = {
  basic: (credentials) => Buffer.from(credentials, 'base64'),
  bearer: (credentials) => Buffer.from(credentials),
};

/**
 * An authenticator for Basic (RFC 7617, when username and password are given), Bearer (RFC 6750, when a token is) or
 * either of the two; undefined when nothing is given, which means an open endpoint.
 *
 * Digests are compared, over user and password as one: neither the time nor the answer tells which part was wrong, or
 * how long the right one is.
 *
 * @throws Error when only one of username and password is given, or the username holds a colon (Basic cannot carry it):
 *   an endpoint that someone meant to protect is not opened by half a setting.
 */
export function createAuthenticator(credentials: Credentials): Authenticator | undefined {
  const expected = new Map<string, Buffer>();
  const basic = basicCredentials(credentials);
  if (basic !== undefined) expected.set('basic', sha256(Buffer.from(basic)));
  if (credentials.token) expected.set('bearer', sha256(Buffer.from(credentials.token)));
  if (expected.size === 0) return undefined;
  const schemes = (['basic', 'bearer'] as const).filter((scheme) => expected.has(scheme));
  return {
    challenges: schemes.map((scheme) => CHALLENGES[scheme]),
    accepts: (authorization) => {
      const presented = parseAuthorization(authorization);
      const digest = presented && expected.get(presented.scheme);
      if (presented === undefined || digest === undefined) return false;
      return timingSafeEqual(sha256(PRESENTED[presented.scheme](presented.credentials)), digest);
    },
  };
}

function basicCredentials({ username, password }: Credentials): string | undefined {
  if (!username && !password) return undefined;
  if (!username || !password) {
    throw new Error(
      'Basic authentication needs a username and a password: set metrics.auth.username and metrics.auth.password, or neither',
    );
  }
  if (username.includes(':')) {
    throw new Error('the username of Basic authentication (metrics.auth.username) must not hold a colon');
  }
  return `${username}:${password}`;
}

function parseAuthorization(
  authorization: string | undefined,
): { readonly scheme: Scheme; readonly credentials: string } | undefined {
  const space = authorization?.indexOf(' ') ?? -1;
  if (authorization === undefined || space < 0) return undefined;
  const scheme = authorization.slice(0, space).toLowerCase();
  if (scheme !== 'basic' && scheme !== 'bearer') return undefined;
  return { scheme, credentials: authorization.slice(space + 1).trim() };
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
