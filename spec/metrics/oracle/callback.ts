import type { Attributes, Observable } from '@opentelemetry/api';
import { at, type Observation } from './program';

type Observe = (observable: Observable, value: number, attributes?: Attributes) => void;

/** A callback whose observations the program sets: the same function for single instruments and for batches. */
export class Callback {
  outcome: string = 'returns';
  observations: readonly Observation[] = [];
  /** One function per instrument or set of instruments that it was added for, to remove it again. */
  readonly functions = new Map<string, (result: { observe: unknown }) => void | Promise<void>>();

  for(observables: readonly Observable[], key: string, isBatch: boolean) {
    const existing = this.functions.get(key);
    if (existing !== undefined) return existing;
    const made = (result: { observe: unknown }): void | Promise<void> => {
      const observe = (result.observe as (...values: unknown[]) => void).bind(result);
      return this.#run((observable, value, attributes) =>
        isBatch ? observe(observable, value, attributes) : observe(value, attributes),
      )(observables);
    };
    this.functions.set(key, made);
    return made;
  }

  #run(observe: Observe): (observables: readonly Observable[]) => void | Promise<void> {
    return (observables) => {
      const all = (): void => {
        for (const { target, value, attributes } of this.observations) {
          const observable = at(observables, target);
          if (observable !== undefined) observe(observable, value, attributes && { ...attributes });
        }
      };
      if (this.outcome === 'resolves') return Promise.resolve().then(all);
      all();
      if (this.outcome === 'throws') throw new Error('a callback that throws');
      return this.outcome === 'rejects' ? Promise.reject(new Error('a callback that rejects')) : undefined;
    };
  }
}
