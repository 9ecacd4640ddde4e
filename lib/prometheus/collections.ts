/**
 * Lets one collection run at a time. Two at once over an asynchronous counter of the stock SDK give a false reset.
 *
 * Who asks while one is under way gets the next, all of them the same: it begins after they asked, so it holds what was
 * recorded before. That also bounds the queue: one under way, one waiting, however slow a callback is.
 */
export class Collections<Options, Result> {
  readonly #collect: (options: Options) => Promise<Result>;
  #current: Promise<Result> | undefined;
  #next: Promise<Result> | undefined;

  constructor(collect: (options: Options) => Promise<Result>) {
    this.#collect = collect;
  }

  /** A collection that begins now or next. Options are those of the first who asks for it. */
  run(options: Options): Promise<Result> {
    if (this.#current === undefined) return this.#start(options);
    this.#next ??= this.#current.then(ignore, ignore).then(() => {
      this.#next = undefined;
      return this.#start(options);
    });
    return this.#next;
  }

  #start(options: Options): Promise<Result> {
    const current = this.#collect(options).finally(() => {
      // Whoever asks between this one's end and the next one's start joins the next.
      if (this.#next === undefined) this.#current = undefined;
    });
    this.#current = current;
    return current;
  }
}

/** How the one before ended is told to those who asked for it. */
function ignore(): void {}
