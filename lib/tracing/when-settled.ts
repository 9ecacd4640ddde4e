import { type Context, context as contextApi } from '@opentelemetry/api';
import { isPlainPromise } from './span-result';

/** What is done with what a promise was fulfilled with, or rejected with. Throws nothing. */
export type Settled = (outcome: unknown) => void;

/**
 * Has something done when a promise has settled, before whoever awaits it goes on, and leaves it to them whether a
 * rejection is handled: to listen to a promise is to handle it, and Node would then not report what nobody handles.
 *
 * @param context that of the work: a class of its own may begin it only when it is asked (`p-lazy`)
 * @returns what is to be handed on: a promise that settles as this one does, once it has been done. One with more to it
 *   than that comes back itself, and counts as handled: nothing else is it, and who listens to it cannot be seen
 */
export function whenSettled<T>(
  promise: Promise<T>,
  context: Context,
  fulfilled: Settled,
  rejected: Settled,
): Promise<T> {
  if (isPlainPromise(promise)) {
    return promise.then(
      (value) => {
        fulfilled(value);
        return value;
      },
      (thrown: unknown) => {
        rejected(thrown);
        throw thrown;
      },
    );
  }
  try {
    contextApi.with(context, () => promise.then(fulfilled, rejected));
  } catch (thrown) {
    // A class may have a `then` of its own.
    rejected(thrown);
  }
  return promise;
}
