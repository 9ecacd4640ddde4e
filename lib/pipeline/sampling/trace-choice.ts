/** The spans of so many traces of the usual size may be kept more, or fewer, than the share asks for. */
const MOST_DUE = 2;

/** A trace of many times the usual size is not held against the later ones for longer than this many usual ones. */
const MOST_OWED = 50;

/** What one more trace weighs in the usual size. */
const SIZE_WEIGHT = 0.01;

/**
 * Chooses traces: evenly, so that a few hundred of them come as near to the share as can be, and at random within each
 * stretch of the sequence, so that no rhythm of the load meets the rhythm of the choice.
 *
 * A trace is chosen when it begins, with the share of that moment, and chosen for good when it ends, with the share of
 * that moment; the two differ no more than the shares do.
 */
export class TraceChoice {
  readonly #random: () => number;
  #place = 0;
  #next: number;
  #due = 0;
  #usualSpans = 1;

  /** @param random 0 up to 1 */
  constructor(random: () => number) {
    this.#random = random;
    this.#next = random();
  }

  /** Whether a trace that begins now is chosen. */
  begin(share: number): boolean {
    // The rarer outcome is the one that is spread evenly: one in each stretch, at a random place of it.
    if (share > 0.5) return share >= 1 || !this.#strikes(1 - share);
    return this.#strikes(share);
  }

  /**
   * Whether a trace that ends now is kept, given whether it was chosen when it began. One that was is kept unless too
   * much was chosen; one that was not is kept when too little was. Its own size has no part in that.
   */
  end(share: number, spans: number, wasChosen: boolean, hasRoom: boolean): boolean {
    // What there is no room for is lost, and not made up for as soon as there is: that would prefer who comes first then.
    if (!hasRoom) return false;
    this.#usualSpans += SIZE_WEIGHT * (spans - this.#usualSpans);
    const mostDue = MOST_DUE * this.#usualSpans;
    this.#due = Math.min(mostDue + spans, this.#due + share * spans);
    const isKept = wasChosen ? this.#due > -mostDue : this.#due >= mostDue;
    if (isKept) this.#due = Math.max(-MOST_OWED * this.#usualSpans, this.#due - spans);
    return isKept;
  }

  #strikes(share: number): boolean {
    this.#place += share;
    if (this.#place < this.#next) return false;
    const stretch = Math.floor(this.#next) + 1;
    this.#next = stretch + this.#random();
    if (stretch > 1_000_000) {
      this.#place -= stretch;
      this.#next -= stretch;
    }
    return true;
  }
}
