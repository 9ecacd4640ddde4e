import { sameBytes, startsWith } from './bytes';
import { AID } from './profile';

/** What GET STATUS tells apart (GlobalPlatform 2.3, 11.4.2.1). */
export type EntryKind = 'issuer-security-domain' | 'application' | 'load-file';

/** An entry of the GlobalPlatform registry. */
export interface RegistryEntry {
  readonly aid: Uint8Array;
  readonly kind: EntryKind;
  readonly lifeCycle: number;
  readonly privileges: Uint8Array;
  /** The load file that an application came from. */
  readonly loadFile?: Uint8Array;
}

const SECURED = 0x0f;
const SELECTABLE = 0x07;
const LOADED = 0x01;
const NO_PRIVILEGES = Uint8Array.of(0x00, 0x00, 0x00);
/** How many applications and load files fit on a card of the lab beside those from the factory. */
export const FREE_ENTRIES = 6;

const application = (aid: Uint8Array, loadFile?: Uint8Array): RegistryEntry => ({
  aid,
  kind: 'application',
  lifeCycle: SELECTABLE,
  privileges: NO_PRIVILEGES,
  ...(loadFile && { loadFile }),
});

const loadFileEntry = (aid: Uint8Array): RegistryEntry => ({
  aid,
  kind: 'load-file',
  lifeCycle: LOADED,
  privileges: NO_PRIVILEGES,
});

/** The toolkit applets from the factory: enough for GET STATUS to need two answers (6310, then 9000). */
const FACTORY_APPLETS = Array.from({ length: 5 }, (_, index) =>
  Uint8Array.from([...AID.supplementaryDomain, 0x10 + index]),
);

/** The GlobalPlatform registry of one card: what is on it and what is installed and deleted. */
export class Registry {
  #entries: readonly RegistryEntry[] = [
    {
      aid: AID.issuerSecurityDomain,
      kind: 'issuer-security-domain',
      lifeCycle: SECURED,
      privileges: Uint8Array.of(0x9e, 0xfe, 0x80),
    },
    application(AID.usim),
    application(AID.isim),
    application(AID.accessRules),
    application(AID.supplementaryDomain),
    ...FACTORY_APPLETS.map((aid) => application(aid)),
    loadFileEntry(AID.appletPackage),
  ];
  readonly #capacity = this.#entries.length + FREE_ENTRIES;

  /** The entries of a kind, in the order in which they came. */
  list(kind: EntryKind): readonly RegistryEntry[] {
    return this.#entries.filter((entry) => entry.kind === kind);
  }

  /** The entry with exactly this AID. */
  find(aid: Uint8Array): RegistryEntry | undefined {
    return this.#entries.find((entry) => sameBytes(entry.aid, aid));
  }

  /** What SELECT by a full or partial AID finds: never a load file. */
  findSelectable(partialAid: Uint8Array): RegistryEntry | undefined {
    return this.#entries.find(({ aid, kind }) => kind !== 'load-file' && startsWith(aid, partialAid));
  }

  /** Whether one more entry fits. */
  hasRoom(): boolean {
    return this.#entries.length < this.#capacity;
  }

  /** Adds a load file. */
  addLoadFile(aid: Uint8Array): void {
    this.#entries = [...this.#entries, loadFileEntry(aid)];
  }

  /** Adds an application that came from `loadFile`. */
  addApplication(aid: Uint8Array, loadFile: Uint8Array): void {
    this.#entries = [...this.#entries, application(aid, loadFile)];
  }

  /** Removes an entry. */
  remove(entry: RegistryEntry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }

  /** Whether an application of this load file is installed. */
  isInUse(loadFile: Uint8Array): boolean {
    return this.#entries.some((entry) => entry.loadFile && sameBytes(entry.loadFile, loadFile));
  }
}
