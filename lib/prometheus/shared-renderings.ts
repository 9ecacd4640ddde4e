import type { ReadableMetrics } from '../metrics';
import { CollectionError } from './collection-error';
import type { ExpositionRequest, RenderedExposition } from './metrics-route';

/** Collects, and gives what was collected to `visit`, for which alone it holds. */
export type Collect = (visit: (metrics: ReadableMetrics) => Promise<void>) => Promise<void>;

/** Renders what a request asks for, as long as somebody wants it. */
export type Render = (
  metrics: ReadableMetrics,
  request: ExpositionRequest,
  isWanted: () => boolean,
) => Promise<RenderedExposition>;

/** Something that is to be rendered, and who waits for it. */
interface Waiting {
  readonly request: ExpositionRequest;
  /** Of those who wait; undefined for one that cannot go away. */
  readonly signals: (AbortSignal | undefined)[];
  readonly rendered: Promise<RenderedExposition>;
  readonly resolve: (exposition: RenderedExposition) => void;
  readonly reject: (error: unknown) => void;
  /** How many of them do not need what was rendered any more. */
  released: number;
}

/**
 * Lets scrapes that wait at the same time share one collection, and those that ask for the same share what is rendered of
 * it, too. Who asks while a collection is under way gets the next one, so that what was recorded before is never missing.
 * That also bounds the work: one collection under way and one that waits, however many ask.
 */
export class SharedRenderings {
  readonly #collect: Collect;
  readonly #render: Render;
  #waiting = new Map<string, Waiting>();
  #isRunning = false;

  constructor(collect: Collect, render: Render) {
    this.#collect = collect;
    this.#render = render;
  }

  /** What is rendered for the request, of a collection that begins now or next. Rejects when it failed. */
  get(request: ExpositionRequest): Promise<RenderedExposition> {
    const key = keyOf(request);
    const waiting = this.#waiting.get(key) ?? createWaiting(request);
    this.#waiting.set(key, waiting);
    waiting.signals.push(request.signal);
    if (!this.#isRunning) void this.#run();
    return waiting.rendered.then((rendered) => handedOut(rendered, waiting));
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Not at once: scrapes of the same moment share the collection.
    await undefined;
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()];
      this.#waiting = new Map();
      let failure: unknown = new CollectionError(new Error('there was nothing to read'));
      try {
        await this.#collect((metrics) => this.#renderAll(metrics, batch));
      } catch (error) {
        failure = error;
      }
      // Whoever has an answer by now is not concerned; nobody is left without one.
      for (const { reject } of batch) reject(failure);
    }
    this.#isRunning = false;
  }

  /** One after the other: side by side they would only need more memory at a time. */
  async #renderAll(metrics: ReadableMetrics, batch: readonly Waiting[]): Promise<void> {
    for (const { request, signals, resolve, reject } of batch) {
      const isWanted = () => signals.some((signal) => signal?.aborted !== true);
      await this.#render(metrics, request, isWanted).then(resolve, reject);
    }
  }
}

function keyOf({ format, escaping, names }: ExpositionRequest): string {
  return JSON.stringify([format, escaping, names]);
}

function createWaiting(request: ExpositionRequest): Waiting {
  let resolve: Waiting['resolve'] = () => {};
  let reject: Waiting['reject'] = () => {};
  const rendered = new Promise<RenderedExposition>((...settle) => {
    [resolve, reject] = settle;
  });
  return { request, signals: [], rendered, resolve, reject, released: 0 };
}

/** What was rendered, for one of those who waited: its memory is given back by the last of them. */
function handedOut(rendered: RenderedExposition, waiting: Waiting): RenderedExposition {
  let isReleased = false;
  return {
    ...rendered,
    release: () => {
      if (isReleased) return;
      isReleased = true;
      waiting.released += 1;
      if (waiting.released === waiting.signals.length) rendered.release();
    },
  };
}
