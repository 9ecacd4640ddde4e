/** What fetch says of a port on its list of those of other protocols (Fetch, "port blocking"). */
const BAD_PORT = 'bad port';

/** What a failed request comes to, by the code of its cause: what is wrong and what to do. */
const CAUSES: readonly (readonly [code: RegExp, advice: (origin: string, code: string) => string])[] = [
  [
    /^ECONNREFUSED$/,
    (origin) =>
      `no server answers at ${origin}: start it, or name it by --url, GP_METRICS_HOST and GP_METRICS_PORT`,
  ],
  [
    /^(?:ENOTFOUND|EAI_AGAIN)$/,
    (origin) => `the host of ${origin} is not known: name another by --url or GP_METRICS_HOST`,
  ],
  [
    /^(?:TimeoutError|ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/,
    (origin) =>
      `${origin} did not answer in time: see that it is the metrics endpoint (--url, GP_METRICS_HOST and GP_METRICS_PORT) and can be reached`,
  ],
  [
    /^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE|HPE_\w+)$/,
    (origin, code) =>
      origin.startsWith('https:')
        ? `${origin} broke off the connection (${code}): see that it is the metrics endpoint. One with GP_METRICS_TLS_CLIENT_CA wants a certificate, which this command does not have`
        : `${origin} does not speak plain HTTP (${code}): with GP_METRICS_TLS_CERT the metrics endpoint speaks HTTPS, so name it by --url https://…`,
  ],
  [
    /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/,
    (origin) =>
      `${origin} does not speak HTTPS: without GP_METRICS_TLS_CERT the metrics endpoint speaks plain HTTP, so name it by --url http://…`,
  ],
  [
    /^ERR_SSL_\w*CERTIFICATE_REQUIRED$/,
    (origin) =>
      `${origin} wants a certificate (GP_METRICS_TLS_CLIENT_CA), which this command does not have: use curl --cert`,
  ],
  [
    /^(?:ERR_SSL_|EPROTO$)/,
    (origin, code) =>
      `${origin} agreed on no TLS connection (${code}): see that it is the metrics endpoint (--url, GP_METRICS_PORT) and not that of the cards`,
  ],
  [
    new RegExp(`^${BAD_PORT}$`),
    (origin) =>
      `no server answers at ${origin}: its port is one that fetch refuses to speak to, so use curl, or another GP_METRICS_PORT`,
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    (origin) => `the certificate of ${origin} has expired: renew the file of GP_METRICS_TLS_CERT`,
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    (origin) =>
      `the certificate of ${origin} is for another name: name the server by --url as its certificate does`,
  ],
  [
    /SELF_SIGNED|^UNABLE_TO_|^CERT_/,
    (origin, code) =>
      `the certificate of ${origin} is not trusted here (${code}): set NODE_EXTRA_CA_CERTS to the PEM file of its authority, or of itself where it is self-signed`,
  ],
];

/** Why a request got no answer, for people: one line, with the setting to look at. */
export function unanswered(origin: string, error: Error): string {
  const code = codeOf(error);
  const found = CAUSES.find(([pattern]) => pattern.test(code));
  return found
    ? found[1](origin, code)
    : `no server answers at ${origin}: name it by --url, GP_METRICS_HOST and GP_METRICS_PORT (${code})`;
}

/** The code of the cause, or else its name; no text, which may hold anything, but the one by which fetch refuses a port. */
function codeOf(error: Error): string {
  const { cause = error } = error;
  const { code, name, message } = cause as Error & { readonly code?: unknown };
  if (typeof code === 'string') return code;
  return message === BAD_PORT ? message : String(name);
}
