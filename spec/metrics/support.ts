import type { Meter } from '@opentelemetry/api';
import { MeterProvider, type MeterProviderOptions } from '../../lib/metrics';
import { CollectingReader, type CollectingReaderOptions } from '../support/collecting-reader';

export interface Setup {
  readonly provider: MeterProvider;
  readonly reader: CollectingReader;
  readonly meter: Meter;
  /** The provider's time. */
  readonly clock: { nowMs: number };
}

/** A provider with one reader, one meter and a clock that stands still. */
export function setUp(options: MeterProviderOptions = {}, ofReader: CollectingReaderOptions = {}): Setup {
  const clock = { nowMs: 1_000 };
  const reader = new CollectingReader(ofReader);
  const provider = new MeterProvider({
    now: () => clock.nowMs,
    ...options,
    readers: [reader, ...(options.readers ?? [])],
  });
  return { provider, reader, meter: provider.getMeter('application'), clock };
}
