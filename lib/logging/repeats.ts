/** How many records of one kind are logged. */
export interface SampleLimits {
  /** Of one component and message in a second. */
  readonly first: number;
  /** Beyond those, one in so many; 1 leaves none out. */
  readonly every: number;
}

/** What was left out of the records of one kind. */
export interface LeftOut {
  readonly component: string;
  readonly template: string;
  readonly count: number;
  /** From the first record of that second to the report. */
  readonly seconds: number;
}

const WINDOW_MS = 1_000;
/** Kinds of records that are told apart; with more, all are forgotten, and what was left out is told. */
const MOST_KINDS = 1_000;
/** Texts that are known to be of a kind, so that most records are not looked at. */
const MOST_TEXTS = 4_000;
const LONGEST_TEMPLATE = 200;
const DIGITS = /\d+/g;

interface Kind {
  readonly component: string;
  readonly template: string;
  startMs: number;
  seen: number;
  leftOut: number;
}

/** The kind that a message is of: the same words, whatever numbers stand among them. */
export function templateOf(message: string): string {
  return message.slice(0, LONGEST_TEMPLATE).replace(DIGITS, '#');
}

/**
 * Samples repeated records: the first of each component and message in a second are logged, then one in some, and what
 * was left out is told once the second is over. Bounded, whatever is logged.
 */
export class Repeats {
  readonly #limits: SampleLimits;
  readonly #tell: (leftOut: LeftOut) => void;
  readonly #nowMs: () => number;
  readonly #kinds = new Map<string, Map<string, Kind>>();
  readonly #texts = new Map<string, Map<string, Kind>>();
  readonly #behind = new Set<Kind>();
  #kindCount = 0;
  #textCount = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param tell told what was left out; records that come of it must not come here again */
  constructor(limits: SampleLimits, tell: (leftOut: LeftOut) => void, nowMs = () => performance.now()) {
    this.#limits = limits;
    this.#tell = tell;
    this.#nowMs = nowMs;
  }

  /** Whether a record is to be logged. */
  isLogged(component: string, message: string): boolean {
    const { first, every } = this.#limits;
    if (every <= 1) return true;
    const kind = this.#texts.get(component)?.get(message) ?? this.#find(component, message);
    const nowMs = this.#nowMs();
    if (nowMs - kind.startMs >= WINDOW_MS) this.#begin(kind, nowMs);
    kind.seen += 1;
    if (kind.seen <= first || (kind.seen - first) % every === 0) return true;
    kind.leftOut += 1;
    this.#behind.add(kind);
    this.#timer ??= setTimeout(() => this.#tellLate(), WINDOW_MS).unref();
    return false;
  }

  /** Tells what was left out until now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const nowMs = this.#nowMs();
    for (const kind of [...this.#behind]) this.#begin(kind, nowMs);
  }

  #tellLate(): void {
    this.#timer = undefined;
    const nowMs = this.#nowMs();
    for (const kind of [...this.#behind]) if (nowMs - kind.startMs >= WINDOW_MS) this.#begin(kind, nowMs);
    if (this.#behind.size > 0) this.#timer = setTimeout(() => this.#tellLate(), WINDOW_MS / 4).unref();
  }

  /** A second is over: what was left out in it is told, and the next begins. */
  #begin(kind: Kind, nowMs: number): void {
    const { component, template, leftOut, startMs } = kind;
    kind.startMs = nowMs;
    kind.seen = 0;
    kind.leftOut = 0;
    if (!this.#behind.delete(kind)) return;
    this.#tell({ component, template, count: leftOut, seconds: (nowMs - startMs) / 1_000 });
  }

  #find(component: string, message: string): Kind {
    const template = templateOf(message);
    const kind = this.#kinds.get(component)?.get(template) ?? this.#add(component, template);
    if (message.length <= LONGEST_TEMPLATE) this.#remember(component, message, kind);
    return kind;
  }

  #add(component: string, template: string): Kind {
    if (this.#kindCount >= MOST_KINDS) this.#forget();
    const kind = { component, template, startMs: this.#nowMs(), seen: 0, leftOut: 0 };
    const kinds = this.#kinds.get(component) ?? new Map<string, Kind>();
    this.#kinds.set(component, kinds.set(template, kind));
    this.#kindCount += 1;
    return kind;
  }

  #remember(component: string, message: string, kind: Kind): void {
    if (this.#textCount >= MOST_TEXTS) {
      this.#texts.clear();
      this.#textCount = 0;
    }
    const texts = this.#texts.get(component) ?? new Map<string, Kind>();
    this.#texts.set(component, texts.set(message, kind));
    this.#textCount += 1;
  }

  #forget(): void {
    this.flush();
    this.#kinds.clear();
    this.#texts.clear();
    this.#kindCount = 0;
    this.#textCount = 0;
  }
}
