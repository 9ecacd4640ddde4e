import type { EscapingScheme } from './escaping';
import { type FamilyOptions, FamilyTranslator } from './families';
import { DEFAULT_SCHEME } from './negotiation';
import {
  allowsUtf8,
  createNameTranslator,
  DEFAULT_TRANSLATION_STRATEGY,
  type NameTranslator,
  type TranslationStrategy,
} from './translation';
import type { Warnings } from './warnings';

/** What the families carry, and how it is named. */
export interface TranslationOptions extends FamilyOptions {
  /** By default UnderscoreEscapingWithSuffixes. */
  readonly translationStrategy?: TranslationStrategy | undefined;
  /** Stands before the name of every metric, with an underscore between; by default nothing. */
  readonly prefix?: string | undefined;
}

/**
 * The family translators of one reader: a single one under a strategy whose names every format can write, otherwise one
 * for each escaping scheme that scrapes have asked for, since names may fall together under one and not under another.
 */
export class FamilyTranslators {
  readonly #options: TranslationOptions;
  readonly #strategy: TranslationStrategy;
  readonly #warnings: Warnings;
  readonly #byScheme = new Map<EscapingScheme, FamilyTranslator>();

  /** @throws Error when the strategy is none. */
  constructor(options: TranslationOptions, warnings: Warnings) {
    this.#options = options;
    this.#strategy = options.translationStrategy ?? DEFAULT_TRANSLATION_STRATEGY;
    this.#warnings = warnings;
    this.for(DEFAULT_SCHEME);
  }

  /** The translator whose names are as the scheme wants them. */
  for(escaping: EscapingScheme): FamilyTranslator {
    const scheme = allowsUtf8(this.#strategy) ? escaping : DEFAULT_SCHEME;
    const known = this.#byScheme.get(scheme);
    if (known !== undefined) return known;
    const names = prefixed(createNameTranslator(this.#strategy, scheme), this.#options.prefix ?? '');
    const translator = new FamilyTranslator(this.#options, this.#warnings, names);
    this.#byScheme.set(scheme, translator);
    return translator;
  }
}

/** The names with a prefix, which is translated as part of them. */
function prefixed(names: NameTranslator, prefix: string): NameTranslator {
  if (prefix === '') return names;
  return {
    ...names,
    metricName: (instrument) => names.metricName({ ...instrument, name: `${prefix}_${instrument.name}` }),
  };
}
