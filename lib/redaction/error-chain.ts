const MOST_ERRORS = 8;

/** An error and what caused it, in one line each, however they hang together: `Error: a; caused by TypeError: b`. */
export function errorChain(error: Error): string {
  const seen = new Set<unknown>();
  const lines: string[] = [];
  let next: unknown = error;
  while (next !== undefined && next !== null && !seen.has(next) && lines.length < MOST_ERRORS) {
    seen.add(next);
    lines.push(String(next));
    if (next instanceof AggregateError) lines.push(...next.errors.slice(0, MOST_ERRORS).map(String));
    next = next instanceof Error ? next.cause : undefined;
  }
  return lines.join('; caused by ');
}
