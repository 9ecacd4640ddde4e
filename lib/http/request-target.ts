/** RFC 9112, 3.2.2: a server accepts the absolute form too, which clients use towards a proxy. */
const SCHEME_AND_AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

/**
 * The path alone, as it was sent: nothing is decoded and no `..` resolved, so that only the exact path finds a route.
 * Empty where the target has none.
 */
export function pathOf(target: string | undefined): string {
  const url = originForm(target);
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

/** The target as a URL, at a host that is made up: nobody can trust the one that a client sends. Never throws. */
export function urlOf(target: string | undefined): URL {
  return new URL(`http://localhost${originForm(target)}`);
}

/** From the first slash of the path on; empty for `*` and for what is no target. */
function originForm(target = ''): string {
  const url = target.replace(SCHEME_AND_AUTHORITY, '');
  return url.startsWith('/') ? url : '';
}
