/** The values of `X-Admin-Script-Status` (GlobalPlatform Amendment B, 3.4.2). */
export const SCRIPT_STATUSES = [
  'ok',
  'unknown-application',
  'not-a-security-domain',
  'security-error',
] as const;

/** How a card took a script; `_OTHER` for a value that the standard does not define. */
export type ScriptStatus = (typeof SCRIPT_STATUSES)[number] | '_OTHER';

const LONGEST = Math.max(...SCRIPT_STATUSES.map((status) => status.length)) + 2;

/** Bounds a header's value to the standard's list, whatever the case; undefined when the header is not there. */
export function scriptStatus(header: string | undefined): ScriptStatus | undefined {
  if (header === undefined) return undefined;
  // A header that was sent twice reaches a Node server's callback as an array.
  if (typeof header !== 'string' || header.length > LONGEST) return '_OTHER';
  const value = header.trim().toLowerCase();
  return SCRIPT_STATUSES.find((status) => status === value) ?? '_OTHER';
}
