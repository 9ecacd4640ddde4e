import { accepted, refused, type ValueType } from '../value-type';
import { hasControlCharacter } from './text';

const RULE = 'must be host:port or an http:// or https:// URL';
const CREDENTIALS_RULE = 'must not hold a user name or a password: use otlp.headers';
const MASKED = '********';

/** Hides what stands before an `@` and after a `?`, where credentials travel. Linear, whatever the text. */
export function concealCredentials(text: string): string {
  const scheme = text.indexOf('://');
  const start = scheme < 0 ? 0 : scheme + 3;
  const at = text.lastIndexOf('@');
  const shown = at < start ? text : `${text.slice(0, start)}${MASKED}${text.slice(at)}`;
  const query = shown.indexOf('?');
  return query < 0 ? shown : `${shown.slice(0, query + 1)}${MASKED}`;
}

/** The password of a URL, as it is sent: by itself and within Basic credentials (RFC 7617). */
function passwordsIn(text: string): readonly string[] {
  const { username, password } = new URL(text);
  if (password === '') return [];
  const [user, plain] = [username, password].map(decodeURIComponent) as [string, string];
  return [plain, password, Buffer.from(`${user}:${plain}`).toString('base64')];
}

function parseUrl(text: string): URL | undefined {
  const url = text.includes('://') ? text : `http://${text}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** Where an OTLP receiver listens, as written: with `http://` or `https://`, or `host:port` alone. */
export const endpoint: ValueType<string> = {
  label: 'endpoint',
  rule: RULE,
  example: 'localhost:4317',
  parse({ value }) {
    if (typeof value !== 'string') return refused(RULE);
    const text = value.trim();
    const url = hasControlCharacter(text) || /\s/.test(text) ? undefined : parseUrl(text);
    if (url === undefined || url.hostname === '') return refused(RULE);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return refused(RULE);
    return url.username !== '' || url.password !== '' ? refused(CREDENTIALS_RULE) : accepted(text);
  },
  format: concealCredentials,
  conceal: concealCredentials,
};

const URL_RULE = 'must be an http:// or https:// URL';

/** A whole URL, which may hold a user name and a password; they are sent and never shown. */
export const httpUrl: ValueType<string> = {
  label: 'URL',
  rule: URL_RULE,
  example: 'http://localhost:9411/api/v2/spans',
  parse({ value }) {
    if (typeof value !== 'string') return refused(URL_RULE);
    const text = value.trim();
    if (hasControlCharacter(text) || /\s/.test(text) || !/^https?:\/\//i.test(text)) return refused(URL_RULE);
    return URL.canParse(text) && isDecodable(text) ? accepted(text) : refused(URL_RULE);
  },
  format: concealCredentials,
  conceal: concealCredentials,
  secretsIn: passwordsIn,
};

/** Whether what stands before the `@` is well percent-encoded; only then it can be sent. */
function isDecodable(text: string): boolean {
  try {
    passwordsIn(text);
    return true;
  } catch {
    return false;
  }
}
