import type { Attributes, MetricOptions } from '@opentelemetry/api';
import type { InstrumentType } from '@opentelemetry/sdk-metrics';
import { type CallbackOutcome, Program, type ProgramSpec, type Step } from './program';

// Programs written by hand, in the words of the steps.

export const create = (kind: InstrumentType, name = 'a', options?: MetricOptions, meter = 0): Step => ({
  do: 'create',
  instrument: { meter, kind, name, ...(options && { options }) },
});

export const record = (value: number, attributes?: Attributes, instrument = 0): Step => ({
  do: 'record',
  instrument,
  value,
  ...(attributes && { attributes }),
});

type Observed = readonly [value: number, attributes?: Attributes];

/** What the first callback (or another) observes from now on. */
export const observes = (
  observed: readonly Observed[],
  callback = 0,
  outcome: CallbackOutcome = 'returns',
): Step => ({
  do: 'observe',
  callback,
  outcome,
  observations: observed.map(([value, attributes]) => ({
    target: 0,
    value,
    ...(attributes && { attributes }),
  })),
});

export const addCallback = (callback = 0, instrument = 0): Step => ({
  do: 'addCallback',
  instrument,
  callback,
});

export const collect = (reader: number | 'each' | 'together' = 0): Step => ({ do: 'collect', reader });

export const advance = (milliseconds: number): Step => ({ do: 'advance', milliseconds });

export function program(steps: readonly Step[], rest: Partial<ProgramSpec> = {}): Program {
  return new Program({ ...rest, steps });
}
