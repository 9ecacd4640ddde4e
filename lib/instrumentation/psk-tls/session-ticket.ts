/**
 * The PSK identity in a TLS session as `tlsSocket.getSession()` gives it. A card that resumes a session is not asked
 * for its identity again, so `pskCallback` is not called; OpenSSL keeps the identity in the session (the DER type
 * SSL_SESSION_ASN1 of its ssl_asn1.c: `psk_identity [8] EXPLICIT OCTET STRING`). Never throws; undefined when there is
 * none. The session holds the connection's master secret: nothing else of it is read.
 */
export function pskIdentityOfSession(session: Uint8Array | undefined): string | undefined {
  const sequence = session && readElement(session, 0);
  if (!session || sequence?.tag !== SEQUENCE) return undefined;
  let offset = sequence.start;
  while (offset < sequence.end) {
    const field = readElement(session, offset);
    if (!field || field.end > sequence.end) return undefined;
    if (field.tag === PSK_IDENTITY) return octets(session, field.start, field.end);
    offset = field.end;
  }
  return undefined;
}

const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
const PSK_IDENTITY = 0xa8;

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

function octets(session: Uint8Array, start: number, end: number): string | undefined {
  const value = readElement(session, start);
  if (value?.tag !== OCTET_STRING || value.end > end) return undefined;
  return Buffer.from(session.subarray(value.start, value.end)).toString('utf8');
}

/** One DER element (X.690, 8.1) with a tag of one byte and a length of at most 16 bits. */
function readElement(bytes: Uint8Array, offset: number): Element | undefined {
  const [tag, first] = [bytes[offset], bytes[offset + 1]];
  if (tag === undefined || first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (lengthBytes > 2) return undefined;
  const start = offset + 2 + lengthBytes;
  const length =
    lengthBytes === 0 ? first : bytes.subarray(offset + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = start + length;
  return end <= bytes.length ? { tag, start, end } : undefined;
}
