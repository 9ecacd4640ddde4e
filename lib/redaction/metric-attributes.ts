import type { AttributeCleaner } from './attribute-cleaner';
import type { PathTemplates } from './path-template';
import type { Pseudonyms } from './pseudonyms';
import type { Counts } from './text-cleaner';

/** Keys whose value is a user, with dots for underscores, hyphens and capitals; also behind other words. */
const USER_KEY =
  /(?:^|\.)(?:user|enduser|end\.user|customer|subscriber|account|owner|login)\.(?:id|name|email|full\.name|login|uid)$|^(?:user|username|userid|uid|login|email)$/;
/** OTel's keys, new and old, whose value is a path or a URL. */
const PATH_KEY =
  /^(?:(?:url\.(?:path|full|original)|http\.(?:target|url|route|path))|request\.(?:path|url|uri)|path\.info)$/;
/** What makes of any path as many labels as there are requests. */
const QUERY_KEY = 'url.query';
const OTHER = '_OTHER';
const MOST_REMEMBERED = 1_024;

type Bounding = 'user' | 'path' | 'query' | 'none';

/**
 * Cleans the attributes of a series: users become pseudonyms, paths route templates, and the rest is cleaned as
 * attributes are everywhere. Two series whose attributes become equal are one.
 */
export class MetricAttributes {
  readonly #boundings = new Map<string, Bounding>();

  constructor(
    private readonly attributes: AttributeCleaner,
    private readonly pseudonyms: Pseudonyms,
    private readonly paths: PathTemplates,
    private readonly counts: Counts,
  ) {}

  /** Cleans a record in place; false when it must not leave the process. Never throws. */
  clean(record: Record<string, unknown>): boolean {
    try {
      for (const key of Object.keys(record)) {
        const bounding = this.#boundingOf(key);
        if (bounding !== 'none') record[key] = this.#bound(bounding, record[key]);
      }
    } catch {
      // A frozen record, or a getter that throws: what cannot be bounded does not go out.
      this.counts.add('failed');
      return false;
    }
    return this.attributes.clean(record);
  }

  #bound(bounding: Bounding, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((element: unknown) => this.#bound(bounding, element));
    if (bounding === 'query') return OTHER;
    if (bounding === 'path') return typeof value === 'string' ? this.paths.of(value) : value;
    if (typeof value !== 'string' && typeof value !== 'number') return value;
    const user = String(value);
    if (user === '' || this.pseudonyms.isOf('user', user)) return value;
    this.counts.add('user');
    return this.pseudonyms.of('user', user);
  }

  #boundingOf(key: string): Bounding {
    const known = this.#boundings.get(key);
    if (known !== undefined) return known;
    const bounding = boundingOf(key);
    if (this.#boundings.size >= MOST_REMEMBERED) this.#boundings.clear();
    this.#boundings.set(key, bounding);
    return bounding;
  }
}

function boundingOf(key: string): Bounding {
  const dotted = key
    .slice(-128)
    .replace(/([a-z])([A-Z])/g, '$1.$2')
    .replace(/[_-]/g, '.')
    .toLowerCase();
  if (dotted === QUERY_KEY) return 'query';
  if (PATH_KEY.test(dotted)) return 'path';
  return USER_KEY.test(dotted) ? 'user' : 'none';
}
