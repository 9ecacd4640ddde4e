/** Who may read or update a file: everybody, the holder of PIN 1, the issuer with ADM, nobody. */
export type Access = 'always' | 'pin' | 'adm' | 'never';

interface FileBase {
  readonly id: number;
  readonly read: Access;
  readonly update: Access;
}

export interface TransparentFile extends FileBase {
  readonly structure: 'transparent';
  readonly content: Uint8Array;
}

export interface LinearFixedFile extends FileBase {
  readonly structure: 'linear-fixed';
  readonly recordBytes: number;
  readonly records: readonly Uint8Array[];
}

export type ElementaryFile = TransparentFile | LinearFixedFile;

/** The MF, a DF, or the ADF of an application (then with its AID). */
export interface Directory {
  readonly structure: 'directory';
  readonly id: number;
  readonly aid?: Uint8Array;
  readonly parent?: Directory;
  readonly children: Map<number, ElementaryFile | Directory>;
}

export type CardFile = ElementaryFile | Directory;

export const MASTER_FILE = 0x3f00;
/** The reserved identifier of the ADF that is selected now (ETSI TS 102 221, 8.3). */
export const CURRENT_ADF = 0x7fff;

/** Makes a directory and adds it to its parent. An ADF is not a child: it is found by its AID. */
export function createDirectory(id: number, parent?: Directory, aid?: Uint8Array): Directory {
  const directory: Directory = {
    structure: 'directory',
    id,
    children: new Map(),
    ...(parent && { parent }),
    ...(aid && { aid }),
  };
  if (aid === undefined) parent?.children.set(id, directory);
  return directory;
}

/** Adds a transparent EF; its content is copied and stays this long. */
export function addTransparent(
  directory: Directory,
  id: number,
  content: Uint8Array,
  access: { read: Access; update: Access },
): void {
  directory.children.set(id, { structure: 'transparent', id, content: content.slice(), ...access });
}

/** Adds a linear-fixed EF of `records`, each padded with FF to `recordBytes`. */
export function addLinearFixed(
  directory: Directory,
  id: number,
  recordBytes: number,
  records: readonly Uint8Array[],
  access: { read: Access; update: Access },
): void {
  const padded = records.map((record) => {
    const full = new Uint8Array(recordBytes).fill(0xff);
    full.set(record.subarray(0, recordBytes));
    return full;
  });
  directory.children.set(id, { structure: 'linear-fixed', id, recordBytes, records: padded, ...access });
}

/**
 * What SELECT by file identifier finds from `current`: the MF, `current` itself, a child, the parent, or a child of
 * the parent (ETSI TS 102 221, 8.4.1).
 */
export function findById(current: Directory, id: number): CardFile | undefined {
  if (id === MASTER_FILE) return rootOf(current);
  if (id === current.id || (id === CURRENT_ADF && current.aid)) return current;
  if (current.parent?.id === id) return current.parent;
  return current.children.get(id) ?? current.parent?.children.get(id);
}

/** The MF above `directory`. */
export function rootOf(directory: Directory): Directory {
  return directory.parent ? rootOf(directory.parent) : directory;
}
