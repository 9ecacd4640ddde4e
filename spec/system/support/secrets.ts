/** A secret by the name under which a spec reports it. Long enough that it is nowhere by chance. */
export interface Secret {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A secret that is a text. */
export function textSecret(name: string, text: string): Secret {
  return { name, bytes: Buffer.from(text) };
}

/** A key that is handled as bytes and, in files, as hexadecimal text. */
export function keySecrets(name: string, hex: string): readonly Secret[] {
  return [
    { name, bytes: Buffer.from(hex, 'hex') },
    { name: `${name} (its hexadecimal text)`, bytes: Buffer.from(hex) },
  ];
}

/** A place where a secret shows. */
export interface Leak {
  readonly secret: string;
  readonly form: string;
  readonly output: string;
  /** What stands around it, the secret itself left out. */
  readonly around: string;
}

const CONTEXT = 60;

/** Every place in `outputs` (texts by their name) where one of the secrets shows, in any of its forms. */
export function findLeaks(
  secrets: readonly Secret[],
  outputs: Readonly<Record<string, string>>,
): readonly Leak[] {
  return Object.entries(outputs).flatMap(([output, text]) =>
    secrets.flatMap(({ name, bytes }) =>
      Object.entries(formsOf(bytes)).flatMap(([form, needle]) => {
        const at = text.indexOf(needle);
        if (at < 0) return [];
        const before = text.slice(Math.max(0, at - CONTEXT), at);
        const after = text.slice(at + needle.length, at + needle.length + CONTEXT);
        return [{ secret: name, form, output, around: `${before}[…]${after}` }];
      }),
    ),
  );
}

/**
 * The forms in which bytes may show: as they are, in hexadecimal of either case, and in base64 and base64url, also as
 * a part of something longer (`user:password`), where the digits depend on what stands before.
 */
export function formsOf(bytes: Buffer): Readonly<Record<string, string>> {
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].flatMap((offset) => {
    const digits = base64Within(bytes, offset);
    return [
      [`base64, ${offset} bytes after a multiple of three`, digits],
      [
        `base64url, ${offset} bytes after a multiple of three`,
        digits.replaceAll('+', '-').replaceAll('/', '_'),
      ],
    ] as const;
  });
  return {
    plain: bytes.toString('latin1'),
    'hexadecimal in lower case': hex,
    'hexadecimal in upper case': hex.toUpperCase(),
    'hexadecimal with spaces': hex.replace(/(..)(?=.)/g, '$1 '),
    'a list of numbers': [...bytes].join(','),
    ...Object.fromEntries(base64),
  };
}

/** The base64 digits that depend on `bytes` alone when `offset` other bytes stand before them. */
function base64Within(bytes: Buffer, offset: number): string {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const first = Math.ceil((offset * 8) / 6);
  const end = Math.floor(((offset + bytes.length) * 8) / 6);
  return digits.slice(first, end);
}
