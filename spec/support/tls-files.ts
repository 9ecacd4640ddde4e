import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The certificates and keys that `spec/support/tls/generate` makes. */
export type PemName =
  | `${'authority' | 'other-authority' | 'server' | 'renewed-server' | 'client' | 'stranger' | 'expired' | 'short'}.cert`
  | `${'server' | 'renewed-server' | 'client' | 'stranger' | 'encrypted' | 'short'}.key`;

/** The path of a certificate or a key. */
export function pemPath(name: PemName): string {
  return join(__dirname, 'tls', `${name}.pem`);
}

/** What is in it. */
export function pem(name: PemName): string {
  return readFileSync(pemPath(name), 'utf8');
}

/** What a client shows as its own. */
export function shown(name: 'client' | 'stranger'): { readonly cert: string; readonly key: string } {
  return { cert: pem(`${name}.cert`), key: pem(`${name}.key`) };
}

/** What goes into a folder, by file name. */
export type PemFiles = Readonly<Record<string, PemName>>;

export const SERVER_FILES: PemFiles = {
  'tls.crt': 'server.cert',
  'tls.key': 'server.key',
  'ca.crt': 'authority.cert',
};

/** A folder of one test in which files are replaced as who renews certificates does; to be removed at its end. */
export class PemFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'cardlink-tls-'));
  #versions = 0;

  constructor(files: PemFiles = SERVER_FILES) {
    this.replace(files);
  }

  /** The path of a file in the folder. */
  of(name: string): string {
    return join(this.path, name);
  }

  /** Puts each file in the place of the one before, by renaming as certbot and cert-manager's users do. */
  replace(files: PemFiles): void {
    for (const [name, pemName] of Object.entries(files)) {
      copyFileSync(pemPath(pemName), this.of(`.${name}.new`));
      renameSync(this.of(`.${name}.new`), this.of(name));
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }

  /**
   * Puts the files where Kubernetes puts those of a secret: in a folder of their own, to which `..data` points, to
   * which in turn the names point. A second call swaps `..data` alone, in one step.
   */
  mount(files: PemFiles): void {
    const version = `..version-${++this.#versions}`;
    mkdirSync(this.of(version));
    for (const [name, pemName] of Object.entries(files)) {
      copyFileSync(pemPath(pemName), join(this.of(version), name));
    }
    symlinkSync(version, this.of('..data_tmp'));
    renameSync(this.of('..data_tmp'), this.of('..data'));
    if (this.#versions > 1) return;
    for (const name of Object.keys(files)) {
      rmSync(this.of(name), { force: true });
      symlinkSync(join('..data', name), this.of(name));
    }
  }
}
