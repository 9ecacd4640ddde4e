/** The loggers that are held against each other. */
export const LOGGERS = ['cardlink', 'winston', 'pino'] as const;

export type LoggerName = (typeof LOGGERS)[number];

/** What is logged: six fields, as an exchange with a card has them. */
export interface Fields {
  readonly command: string;
  readonly statusWord: string;
  readonly device: string;
  readonly attempt: number;
  readonly bytes: number;
  readonly ok: boolean;
}

/** A case that is measured. */
export interface Case {
  readonly name: string;
  readonly logger: LoggerName;
  /** Whether records are made within a sampled span, so that there is something to correlate. */
  readonly inSpan: boolean;
  /** Whether the level that is logged at is off. */
  readonly disabled: boolean;
  /** Our logger without redaction: to tell what that takes. */
  readonly withoutRedaction: boolean;
}

const PLAIN = { inSpan: false, disabled: false, withoutRedaction: false } as const;

/** In the order in which they are measured in each round. */
export const CASES: readonly Case[] = [
  { ...PLAIN, name: 'winston, JSON', logger: 'winston' },
  { ...PLAIN, name: 'pino', logger: 'pino' },
  { ...PLAIN, name: 'cardlink', logger: 'cardlink' },
  { ...PLAIN, name: 'cardlink, in a span', logger: 'cardlink', inSpan: true },
  { ...PLAIN, name: 'cardlink, without redaction', logger: 'cardlink', withoutRedaction: true },
  { ...PLAIN, name: 'winston, level off', logger: 'winston', disabled: true },
  { ...PLAIN, name: 'pino, level off', logger: 'pino', disabled: true },
  { ...PLAIN, name: 'cardlink, level off', logger: 'cardlink', disabled: true },
];
