import { MeterProvider } from '../../../lib/metrics';
import type { CreateProvider } from './play';

/** Our provider, under the clock of the program. */
export const ours: CreateProvider = ({ views, readers, clock }) =>
  new MeterProvider({ views, readers, now: () => clock.nowMs });
