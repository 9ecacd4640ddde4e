import { readFile, stat } from 'node:fs/promises';
import { findTlsProblems, type TlsFile, type TlsTexts, tlsFileRule, unreadableRule } from '../config';
import type { TlsOptions } from './tls-options';

/** What was read from the files, without problems. */
export interface LoadedTls {
  readonly texts: TlsTexts & { readonly cert: string; readonly key: string };
  /** What the files looked like before they were read: see `TlsFiles.look`. */
  readonly look: string;
}

/** TLS files cannot be used. It says which and why, and nothing of what is in them. */
export class TlsFilesError extends Error {
  override readonly name = 'TlsFilesError';

  constructor(problems: readonly string[]) {
    super(`TLS files cannot be used: ${problems.join('; ')}`);
  }
}

/** The files of `TlsOptions`. */
export class TlsFiles {
  readonly #paths: readonly (readonly [TlsFile, string])[];

  constructor({ certFile, keyFile, clientCaFile }: TlsOptions) {
    const paths: Readonly<Record<TlsFile, string | undefined>> = {
      cert: certFile,
      key: keyFile,
      clientCa: clientCaFile,
    };
    this.#paths = (Object.keys(paths) as TlsFile[]).flatMap((file) => {
      const path = paths[file];
      return path === undefined ? [] : [[file, path] as const];
    });
  }

  /** The path of a file, for people; empty where there is none. */
  path(wanted: TlsFile): string {
    return this.#paths.find(([file]) => file === wanted)?.[1] ?? '';
  }

  /**
   * What tells a file from what was there before, of all files as one text: the file itself, its size and its times,
   * behind symbolic links. Never rejects: a file that is gone looks like nothing else.
   */
  async look(): Promise<string> {
    return (await Promise.all(this.#paths.map(([, path]) => lookOf(path)))).join(' ');
  }

  /** @throws TlsFilesError (a rejection) with everything that is wrong. */
  async load(): Promise<LoadedTls> {
    // Before they are read: what is written afterwards looks otherwise, and is read the next time.
    const look = await this.look();
    const texts: Partial<Record<TlsFile, string>> = {};
    const problems: string[] = [];
    for (const [file, path] of this.#paths) {
      const { text, rule } = await readText(path);
      if (rule === undefined) texts[file] = text;
      else problems.push(`${path} ${rule}`);
    }
    for (const { file, rule } of findTlsProblems(texts)) problems.push(`${this.path(file)} ${rule}`);
    const { cert, key } = texts;
    if (problems.length > 0 || cert === undefined || key === undefined) throw new TlsFilesError(problems);
    return { texts: { ...texts, cert, key }, look };
  }
}

async function lookOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(':');
  } catch (error) {
    return unreadableRule(error);
  }
}

async function readText(
  path: string,
): Promise<{ readonly text: string; readonly rule?: string | undefined }> {
  try {
    const rule = tlsFileRule(await stat(path));
    return rule === undefined ? { text: await readFile(path, 'utf8') } : { text: '', rule };
  } catch (error) {
    return { text: '', rule: unreadableRule(error) };
  }
}
