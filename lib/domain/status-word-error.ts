import { compilePattern, matchesPattern } from './status-word-pattern';

/**
 * The status words that each `error.type` of `cardlink.apdu.errors` stands for. The words of exchanges that ended
 * without a status word (timeout, transport, malformed_response) are the recorder's to give.
 */
const WORDS_BY_ERROR_TYPE = {
  not_found: ['6A82', '6A83', '6A88'],
  wrong_length: ['67xx'],
  wrong_parameters: ['6A80', '6A86', '6A87', '6Bxx'],
  not_allowed: ['6985', '6986', '6999'],
  security_status: ['6982', '6984', '6988'],
  // 63Cx and 6300 are errors only in answer to PIN commands and EXTERNAL AUTHENTICATE; elsewhere they do not get here.
  authentication: ['63Cx', '6300', '6983', '9840', '9862'],
  not_supported: ['6881', '6882', '6D00', '6E00'],
  memory: ['6581', '6A84', '9240'],
  execution: ['64xx', '65xx', '6Fxx'],
} as const satisfies Record<string, readonly string[]>;

/** An `error.type` that a status word gives; `_OTHER` for errors in no list. */
export type StatusWordErrorType = keyof typeof WORDS_BY_ERROR_TYPE | '_OTHER';

const ERROR_PATTERNS = (Object.keys(WORDS_BY_ERROR_TYPE) as (keyof typeof WORDS_BY_ERROR_TYPE)[])
  .flatMap((errorType) =>
    WORDS_BY_ERROR_TYPE[errorType].map((pattern) => ({ errorType, ...compilePattern(pattern) })),
  )
  .sort((a, b) => b.digits - a.digits);

/** The `error.type` of a status word that is an error. */
export function errorTypeOf(word: number): StatusWordErrorType {
  return ERROR_PATTERNS.find((pattern) => matchesPattern(pattern, word))?.errorType ?? '_OTHER';
}

/** Every `error.type` that a status word gives, `_OTHER` last. */
export const STATUS_WORD_ERROR_TYPES: readonly StatusWordErrorType[] = [
  ...(Object.keys(WORDS_BY_ERROR_TYPE) as (keyof typeof WORDS_BY_ERROR_TYPE)[]),
  '_OTHER',
];
