import { readFile } from 'node:fs/promises';
import { validityOf } from '../../config';
import type { HealthStatus } from '../../semconv';
import type { CertificateExpiry, HealthCheck, HealthFinding } from '../check';
import { numberOr, optionsOf } from './thresholds';

/** When a certificate is to be renewed. */
export interface CertificateExpiryOptions {
  /** Degraded when it expires in so many days or fewer. Default: 14. */
  readonly degradedDays?: number | undefined;
  /** Unhealthy when it expires in so many days or fewer. Default: 0, which is when it has expired. */
  readonly unhealthyDays?: number | undefined;
  /** The time, in epoch milliseconds. Default: the system's. */
  readonly nowMs?: (() => number) | undefined;
}

const DEGRADED_DAYS = 14;
const UNHEALTHY_DAYS = 0;
const DAY_MS = 86_400_000;

/** The path of a PEM file, or what gives the text of one: for a certificate that is in use, which a file may be ahead of. */
export type CertificateSource = string | (() => string | Promise<string>);

interface Looked {
  readonly status: HealthStatus;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly expiry?: CertificateExpiry;
}

/** Worst last. */
const ORDER: readonly HealthStatus[] = ['healthy', 'degraded', 'unhealthy'];

/**
 * How long the certificates of PEM files are valid yet: of each file the first, which is the server's own. The files are
 * read at each run, so a renewed one counts at once, whether whoever serves it has taken it up or not: a function can give
 * the one in use. Degraded 14 days before, unhealthy once one has expired, is not valid
 * yet or cannot be read. Not critical by default: who refuses an expired certificate is the peer.
 *
 * @param files by the name under which they are reported (`cardlink.certificate.expiry`): paths, or what gives a text; or
 * paths that are their own names
 */
export function certificateExpiry(
  files: Readonly<Record<string, CertificateSource>> | readonly string[],
  given: CertificateExpiryOptions = {},
): HealthCheck {
  const options: CertificateExpiryOptions = optionsOf(given);
  const named: readonly (readonly [string, CertificateSource])[] = Array.isArray(files)
    ? files.map((file: string) => [file, file] as const)
    : Object.entries(optionsOf(files));
  let found: readonly CertificateExpiry[] = [];
  const check = async (): Promise<HealthFinding> => {
    if (named.length === 0) return { status: 'unhealthy', message: 'the check was given no files' };
    const looked = await Promise.all(named.map(([name, source]) => look(name, source, options)));
    found = looked.flatMap(({ expiry }) => expiry ?? []);
    const worst = ORDER.findLast((status) => looked.some((one) => one.status === status)) ?? 'healthy';
    return {
      status: worst,
      message: looked
        .filter(({ status }) => status === worst)
        .map(({ message }) => message)
        .join('; '),
      details: Object.fromEntries(looked.map(({ details }, index) => [named[index]?.[0] ?? '', details])),
    };
  };
  return Object.assign(check, { defaults: { critical: false }, certificates: () => found });
}

async function look(
  name: string,
  source: CertificateSource,
  options: CertificateExpiryOptions,
): Promise<Looked> {
  const nowMs = (options.nowMs ?? Date.now)();
  let validity: ReturnType<typeof validityOf>;
  try {
    validity = validityOf(await (typeof source === 'string' ? readFile(source, 'utf8') : source()));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What is in the file is not told: it may hold a key too.
    const message = `${name} cannot be read as a certificate${code === undefined ? '' : ` (${code})`}`;
    return { status: 'unhealthy', message, details: { readable: false } };
  }
  const expiresAtMs = validity.to.getTime();
  const days = (expiresAtMs - nowMs) / DAY_MS;
  const details = { expiresAt: validity.to.toISOString(), daysLeft: Math.floor(days) };
  const expiry = { name, expiresAtMs };
  if (validity.from.getTime() > nowMs) {
    const message = `${name} is not valid before ${validity.from.toISOString()}`;
    return { status: 'unhealthy', message, details, expiry };
  }
  return { status: statusOf(days, options), message: sayDays(name, days), details, expiry };
}

function statusOf(days: number, { degradedDays, unhealthyDays }: CertificateExpiryOptions): HealthStatus {
  if (days <= numberOr(unhealthyDays, UNHEALTHY_DAYS)) return 'unhealthy';
  return days <= numberOr(degradedDays, DEGRADED_DAYS) ? 'degraded' : 'healthy';
}

function sayDays(name: string, days: number): string {
  const rounded = Math.floor(Math.abs(days));
  const count = `${rounded} ${rounded === 1 ? 'day' : 'days'}`;
  return days < 0 ? `${name} expired ${count} ago` : `${name} expires in ${count}`;
}
