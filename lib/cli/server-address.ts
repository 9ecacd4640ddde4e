/** A server, and what it is to be shown. */
export interface ServerAddress {
  /** Without credentials. */
  readonly url: URL;
  /** What the URL had as user and password, as the value of an `Authorization` header. */
  readonly authorization: string | undefined;
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const PROTOCOLS: readonly string[] = ['http:', 'https:'];

/**
 * Reads the address of a server: `https://localhost:9090`, or `localhost:9090` for plain HTTP.
 *
 * @throws Error that says what is allowed, and repeats nothing that may be a password
 */
export function readServerAddress(text: string): ServerAddress {
  const full = SCHEME.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (!url || !PROTOCOLS.includes(url.protocol)) {
    const given = text.includes('@') ? '' : ` ${JSON.stringify(text)}`;
    throw new Error(`--url${given} must be an http:// or https:// URL, such as http://localhost:9090`);
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  return {
    url,
    authorization: username + password === '' ? undefined : basic(decoded(username), decoded(password)),
  };
}

/** Basic authentication (RFC 7617), as the value of an `Authorization` header. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Credentials stand percent-encoded in a URL; a lone `%` is what it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
