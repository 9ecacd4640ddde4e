import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, parseDocument } from 'yaml';
import type { Definition } from './definition';

/** One file of the registry: one domain. */
export interface RegistryFile {
  /** The file's name without its ending, as `tls`. */
  readonly domain: string;
  /** The file's name, for messages. */
  readonly file: string;
  /** What the comment at the head of the file says the domain is: the introduction of its reference page. */
  readonly introduction: string;
  readonly definition: Definition;
}

export interface Registry {
  readonly files: readonly RegistryFile[];
  /** Version of the official conventions that the manifest names for weaver, as `1.45.0`. */
  readonly officialVersion: string | undefined;
}

const CHECKOUT = join(__dirname, '..', '..');

/** Where the registry lies in this checkout. */
export const REGISTRY_FOLDER = join(CHECKOUT, 'semconv', 'registry');

const MANIFEST = join(CHECKOUT, 'semconv', 'registry_manifest.yaml');

/** Reads every `*.yaml` of a folder, in the order of their names. Throws where one is not YAML, naming it. */
export function loadRegistry(folder: string = REGISTRY_FOLDER, manifest: string = MANIFEST): Registry {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return {
    files: names.sort().map((name) => parseRegistryFile(name, readFileSync(join(folder, name), 'utf8'))),
    officialVersion: officialVersion(readFileSync(manifest, 'utf8')),
  };
}

/** Parses one file of the registry; `file` is its name, for messages. */
export function parseRegistryFile(file: string, text: string): RegistryFile {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new Error(`${file} is not YAML: ${error.message}`);
  const introduction = headComment(text)
    .filter((line) => !line.startsWith('yaml-language-server'))
    .join(' ');
  return { domain: basename(file, '.yaml'), file, introduction, definition: document.toJS() as Definition };
}

/** The lines of the comment a file begins with. */
function headComment(text: string): readonly string[] {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(/^#+\s*/, '').trim());
}

function officialVersion(manifest: string): string | undefined {
  const { dependencies } = parse(manifest) as { dependencies?: readonly { registry_path?: string }[] };
  return /\/v(\d+\.\d+\.\d+)\.zip/.exec(dependencies?.[0]?.registry_path ?? '')?.[1];
}
