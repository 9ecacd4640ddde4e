/**
 * How many are under way of those that are told of one figure at a time, by a label with a short list. An end that no begin
 * was told of takes nothing away: the gauge never falls below 0.
 */
export class RunningCounts {
  readonly #counts = new Map<string, number>();

  begin(label: string): void {
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
  }

  /** One has ended; false when none was under way. */
  end(label: string): boolean {
    const count = this.#counts.get(label) ?? 0;
    if (count === 0) return false;
    this.#counts.set(label, count - 1);
    return true;
  }
}
