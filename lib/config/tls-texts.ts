import { createPrivateKey, X509Certificate } from 'node:crypto';
import { systemErrorCode } from './types/text';

/** The files that a server over TLS is made of. */
export type TlsFile = 'cert' | 'key' | 'clientCa';

/** What is in them: the server's certificate and its chain, its key, and the authorities whose clients may come in. */
export type TlsTexts = { readonly [File in TlsFile]?: string | undefined };

/** What is wrong with one of them: never anything of what is in it. */
export interface TlsFileProblem {
  readonly file: TlsFile;
  /** What is allowed, to be read after the file's name: "must be …". */
  readonly rule: string;
}

/** From when to when a certificate is valid. */
export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

/** No certificate, chain or bundle of authorities is longer. */
const LONGEST_BYTES = 1_048_576;

/** The rule that a TLS file breaks before it is read. */
export function tlsFileRule(found: { isFile(): boolean; readonly size: number }): string | undefined {
  if (!found.isFile()) return 'must be a file';
  return found.size > LONGEST_BYTES ? 'must be a file of at most 1 MiB' : undefined;
}

const FILES: readonly TlsFile[] = ['cert', 'key', 'clientCa'];

/** The rule that a text breaks when it is looked at alone. */
const RULES: Readonly<Record<TlsFile, (pem: string) => string | undefined>> = {
  cert: (pem) => certificatesRule(pem, 'a certificate'),
  key: keyRule,
  clientCa: (pem) => certificatesRule(pem, 'the certificates of authorities'),
};

/**
 * Everything that is wrong with what is in TLS files, each looked at alone and the key together with its certificate.
 * Whether a certificate is valid now is not asked: see {@link validityOf}. Never throws.
 */
export function findTlsProblems(texts: TlsTexts): readonly TlsFileProblem[] {
  const problems = FILES.flatMap((file) => {
    const text = texts[file];
    const rule = text === undefined ? undefined : RULES[file](text);
    return rule === undefined ? [] : [{ file, rule }];
  });
  return problems.length > 0 ? problems : pairProblems(texts);
}

/** When the first certificate of a text is valid; the others are its chain. The text is one without problems. */
export function validityOf(cert: string): Validity {
  const { validFrom, validTo } = leafOf(cert);
  return { from: new Date(validFrom), to: new Date(validTo) };
}

/**
 * Each block is parsed here because TLS itself would leave out what it cannot read of a list of authorities, and then
 * let nobody in.
 */
function certificatesRule(pem: string, what: string): string | undefined {
  const rule = `must be a PEM file with ${what}`;
  const blocks = certificateBlocks(pem);
  if (blocks.length === 0) return rule;
  const code = codeOfFailure(() => blocks.map((block) => new X509Certificate(block)));
  return code === undefined ? undefined : `${rule} (${code})`;
}

function keyRule(pem: string): string | undefined {
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    return 'must be a private key without a passphrase, for which there is no setting';
  }
  const code = codeOfFailure(() => createPrivateKey(pem));
  return code === undefined ? undefined : `must be a PEM file with a private key (${code})`;
}

/** The texts are right in themselves; a context of TLS is the last judge, which refuses keys that are too short too. */
function pairProblems({ cert, key, clientCa }: TlsTexts): readonly TlsFileProblem[] {
  if (cert === undefined || key === undefined) return [];
  if (!leafOf(cert).checkPrivateKey(createPrivateKey(key))) {
    return [{ file: 'key', rule: 'must be the key that belongs to the certificate' }];
  }
  // Loaded here, because who asks for no TLS need not pay for it.
  const { createSecureContext } = require('node:tls') as typeof import('node:tls');
  const code = codeOfFailure(() => createSecureContext({ cert, key, ca: clientCa }));
  return code === undefined
    ? []
    : [{ file: 'cert', rule: `must be a certificate that TLS can use (${code})` }];
}

/** What OpenSSL writes before a certificate, plain or with remarks about whom to trust for what. */
const CERTIFICATE = /^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;

/** The certificates of a PEM text, each from its first line; what else is in it (a key, explanations) is left out. */
function certificateBlocks(pem: string): readonly string[] {
  return pem.split(/(?=-----BEGIN )/).filter((block) => CERTIFICATE.test(block));
}

/** The server's own certificate, which comes before its chain. */
function leafOf(cert: string): X509Certificate {
  return new X509Certificate(certificateBlocks(cert)[0] ?? cert);
}

function codeOfFailure(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return systemErrorCode(error);
  }
}
