import { accepted, type Dialect, type RawValue, refused, type ValueType } from '../value-type';
import { parseDecimal } from './number';

/** A duration as code and YAML write it: `500ms`, `15s`, `1m`, `2h`, `14d`. */
export type DurationText = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNITS_MS;

/** Node's timers take at most 2³¹ − 1 ms; anything longer would fire at once. */
const LONGEST_MS = 2_147_483_647;
const WITH_UNIT = /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d)$/;
const LONGEST_TEXT = 40;

const RULES: Readonly<Record<Dialect, string>> = {
  environment: 'must be a duration such as 15s, 500ms or 1m, or a number of seconds',
  otel: 'must be a number of milliseconds',
  structured: 'must be a duration with a unit, such as 15s, 500ms or 1m',
};

/** What a bare number counts, where one is taken. */
const BARE_UNIT: Readonly<Record<Dialect, Unit | undefined>> = {
  environment: 's',
  otel: 'ms',
  structured: undefined,
};

/**
 * Milliseconds (whole) of a duration; `undefined` when it is none. Text with a unit is taken everywhere, a bare number
 * from the environment (seconds, as in CardLink's Python original) and from `OTEL_*` (milliseconds, as specified).
 */
export function parseDurationMs(value: unknown, dialect: Dialect): number | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_TEXT) return undefined;
  const text = value.trim();
  const match = WITH_UNIT.exec(text);
  const unit = (match?.[2] as Unit | undefined) ?? BARE_UNIT[dialect];
  const amount = parseDecimal(match?.[1] ?? text);
  if (unit === undefined || amount === undefined || amount < 0) return undefined;
  return Math.round(amount * UNITS_MS[unit]);
}

/** Milliseconds of a duration written with its unit, as in code and YAML; undefined when it is none a timer takes. */
export function parseDuration(text: string): number | undefined {
  const durationMs = parseDurationMs(text, 'structured');
  return durationMs !== undefined && durationMs <= LONGEST_MS ? durationMs : undefined;
}

/** The shortest exact way to write a duration: 15000 → `15s`. */
export function formatDuration(durationMs: number): DurationText {
  if (durationMs === 0) return '0s';
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (durationMs % UNITS_MS[unit] === 0) return `${durationMs / UNITS_MS[unit]}${unit}`;
  }
  return `${durationMs}ms`;
}

/** A span of time in whole milliseconds, at least `leastMs` and at most what a timer takes (24 days). */
export function duration({ leastMs }: { readonly leastMs: number }): ValueType<number, DurationText> {
  return {
    label: 'duration',
    rule: RULES.structured,
    example: '15s',
    parse({ value, dialect }: RawValue) {
      const durationMs = parseDurationMs(value, dialect);
      if (durationMs === undefined) return refused(RULES[dialect]);
      if (durationMs < leastMs) return refused(`must be at least ${formatDuration(leastMs)}`);
      return durationMs > LONGEST_MS ? refused('must be at most 24d') : accepted(durationMs);
    },
    format: formatDuration,
  };
}

/** The word that switches a span of time off. */
export type Off = 'off';

/** A span of time as {@link duration} takes it, or the word `off`, in any case. */
export function durationOrOff(range: {
  readonly leastMs: number;
}): ValueType<number | Off, DurationText | Off> {
  const span = duration(range);
  return {
    ...span,
    label: 'duration | off',
    rule: `${span.rule}, or off`,
    parse(raw: RawValue) {
      if (typeof raw.value === 'string' && raw.value.trim().toLowerCase() === 'off') return accepted('off');
      const parsed = span.parse(raw);
      return parsed.ok ? parsed : refused(`${parsed.rule}, or off`);
    },
    format: (value) => (value === 'off' ? value : formatDuration(value)),
  };
}
