export { describeCommand, describeResponse } from './apdu-text';
export { cutText } from './cut-text';
export type { CleanError } from './error-text';
export { namesSecret } from './names-secret';
export { PSEUDONYM_KINDS, type PseudonymKind } from './pseudonym-kind';
export { createRedactor, type Redactor, type RedactorOptions } from './redactor';
export { REDACTED, REDACTION_RULES, type RedactionCounts, type RedactionRule } from './rule';
export { sanitizeSql } from './sql';
