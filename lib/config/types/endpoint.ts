import { MASK } from '../mask';
import { accepted, refused, type ValueType } from '../value-type';
import { hasControlCharacter } from './text';

const RULE = 'must be host:port or an http:// or https:// URL';
const CREDENTIALS_RULE = 'must not hold a user name or a password: use otlp.headers';

/** Hides what stands before an `@` and after a `?`, where credentials travel. Linear, whatever the text. */
export function concealCredentials(text: string): string {
  const scheme = text.indexOf('://');
  const start = scheme < 0 ? 0 : scheme + 3;
  const at = text.lastIndexOf('@');
  const shown = at < start ? text : `${text.slice(0, start)}${MASK}${text.slice(at)}`;
  const query = shown.indexOf('?');
  return query < 0 ? shown : `${shown.slice(0, query + 1)}${MASK}`;
}

/** A segment of a path that says nothing of whom it belongs to: `api`, `v2`, `spans`. Others may be tokens. */
const PLAIN_SEGMENT = /^(?:[a-z]{0,15}|v[0-9]{1,2})$/;

/** Hides what may be credentials in a URL: besides those of `concealCredentials`, segments of the path that may be tokens. */
export function concealUrl(text: string): string {
  const shown = concealCredentials(text);
  const scheme = shown.indexOf('://');
  const start = shown.indexOf('/', scheme < 0 ? 0 : scheme + 3);
  if (start < 0) return shown;
  const query = shown.indexOf('?', start);
  const end = query < 0 ? shown.length : query;
  const path = shown
    .slice(start, end)
    .split('/')
    .map((segment) => (PLAIN_SEGMENT.test(segment) ? segment : MASK));
  return `${shown.slice(0, start)}${path.join('/')}${shown.slice(end)}`;
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
  format: concealUrl,
  conceal: concealUrl,
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
  format: concealUrl,
  conceal: concealUrl,
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
