import type { EscapingScheme } from './escaping';
import { type FamilyOptions, FamilyTranslator } from './families';
import { DEFAULT_SCHEME } from './negotiation';
import {
  allowsUtf8,
  createNameTranslator,
  DEFAULT_TRANSLATION_STRATEGY,
  type TranslationStrategy,
} from './translation';
import type { Warnings } from './warnings';

/** What the families carry, and how it is named. */
export interface TranslationOptions extends FamilyOptions {
  /** By default UnderscoreEscapingWithSuffixes. */
  readonly translationStrategy?: TranslationStrategy | undefined;
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
    const names = createNameTranslator(this.#strategy, scheme);
    const translator = new FamilyTranslator(this.#options, this.#warnings, names);
    this.#byScheme.set(scheme, translator);
    return translator;
  }
}
