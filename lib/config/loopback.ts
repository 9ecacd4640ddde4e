/**
 * Whether a host name or an address stands for this machine alone: `localhost` and the names below it (RFC 6761, 6.3),
 * 127.0.0.0/8 (RFC 1122, 3.2.1.3), ::1, with or without brackets, and 127.0.0.0/8 as IPv6 maps it.
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return /^127(?:\.\d{1,3}){3}$/.test(name.replace(/^::ffff:/, ''));
}
