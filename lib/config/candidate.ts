import type { SettingOrigin } from './origin';
import type { SettingProblem } from './problem';
import type { RawValue } from './value-type';

/** A value that a source gives for a setting, not yet parsed. */
export interface Candidate {
  readonly key: string;
  /** The setting as the user wrote it: the variable or the key. */
  readonly name: string;
  readonly origin: SettingOrigin;
  readonly raw: RawValue;
}

/** What a source holds: at most one candidate a key, and what could not be read at all. */
export interface SourceReading {
  readonly candidates: ReadonlyMap<string, Candidate>;
  readonly problems: readonly SettingProblem[];
}
