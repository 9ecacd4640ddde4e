const MOST_TEMPLATES = 200;
const LONGEST_PATH = 2_048;
const MOST_SEGMENTS = 24;
const LONGEST_WORD = 32;
const OTHER = '_OTHER';
const ID = '{id}';

/** How frameworks write a parameter of a route: `:id`, `{id}`, `<id>`, `[id]`, `*`, and Express's groups. */
const PARAMETER = /^[:{<[*(]/;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const HEXADECIMAL = /^(?=.*[0-9])[0-9a-f]{8,}$|^[0-9a-f]{16,}$/i;
const NUMBER = /^[0-9]+$/;
/** A word with a number of three digits and more is one of many: `card-0001`; `v2`, `scp81` and `oauth2` are not. */
const NUMBERED = /[0-9]{3}/;
/** A long word with capitals, small letters and digits is drawn by lot. */
const TOKEN = /^(?=.*[0-9])(?=.*[a-zA-Z])[A-Za-z0-9_-]{16,}$/;
/** A pseudonym, an address, or what was encoded since it is no word. */
const NO_WORD = /[^A-Za-z0-9._~-]/;
const EXTENSION = /^(.+?)(\.[a-z]{1,5}[0-9]?)$/;

/**
 * Makes route templates of paths, so that as many requests as there are cards have one path on a label:
 * `/cards/8944110068256270054/status?x=1` is `/cards/{id}/status`. There are at most 200 templates; a path that would be
 * one more is `_OTHER`, and so is one too long to be looked at.
 */
export class PathTemplates {
  readonly #known = new Set<string>();

  constructor(private readonly mostTemplates: number = MOST_TEMPLATES) {}

  /** The template of a path or a URL, counted among those that there may be. */
  of(path: string): string {
    const template = pathTemplate(path);
    if (this.#known.has(template)) return template;
    if (this.#known.size >= this.mostTemplates) return OTHER;
    this.#known.add(template);
    return template;
  }
}

/**
 * The template of a path or a URL: segments that are an id become `{id}`; query, fragment, matrix parameters and a
 * URL's credentials are dropped. A route that is a template already stays as it is.
 */
export function pathTemplate(path: string): string {
  if (path.length > LONGEST_PATH) return OTHER;
  const [, origin = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*)?(.*)$/s.exec(path) ?? [];
  const segments = rest.replace(/[?#].*$/s, '').split('/');
  if (segments.length > MOST_SEGMENTS) return OTHER;
  return withoutCredentials(origin) + segments.map(segmentTemplate).join('/');
}

/** A span's name that is a request's method and path, as HTTP instrumentations make it, with the path's template. */
export function nameTemplate(name: string): string {
  const [, method, path] = /^([A-Z]{3,10} )(\/\S*)$/.exec(name) ?? [];
  return method !== undefined && path !== undefined ? method + pathTemplate(path) : name;
}

function withoutCredentials(origin: string): string {
  return origin.replace(/:\/\/.*@/s, '://');
}

function segmentTemplate(segment: string): string {
  if (segment === '' || PARAMETER.test(segment)) return segment;
  const [word = ''] = segment.split(';');
  if (NO_WORD.test(word)) return ID;
  const [, name = word, extension = ''] = EXTENSION.exec(word) ?? [];
  return isId(name) ? ID + extension : word;
}

function isId(word: string): boolean {
  return (
    word.length > LONGEST_WORD ||
    NUMBER.test(word) ||
    NUMBERED.test(word) ||
    UUID.test(word) ||
    HEXADECIMAL.test(word) ||
    TOKEN.test(word)
  );
}
