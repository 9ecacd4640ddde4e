import type { NumberKind } from './identities';
import type { RedactionRule } from './rule';

/** Bytes that must not be shown: all of them from `start` up to `end`. */
export interface ByteFinding {
  readonly start: number;
  readonly end: number;
  readonly rule: RedactionRule;
  /** An identity, of which a pseudonym may be shown. */
  readonly identity?: { readonly kind: NumberKind; readonly digits: string };
}

/** Bytes and where those begin and end that are written in one way. */
export interface WrittenBytes {
  readonly bytes: Uint8Array;
  isStart(index: number): boolean;
  isEnd(index: number): boolean;
}
