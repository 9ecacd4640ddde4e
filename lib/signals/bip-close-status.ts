import { BIP_CLOSE_STATUS_VALUE_ERROR, BIP_CLOSE_STATUS_VALUES, type BipCloseStatus } from '../semconv';
import { boundedBy, OTHER } from './bounded';

const bounded = boundedBy(BIP_CLOSE_STATUS_VALUES);

/** How a channel was closed, as it is recorded: what is not in the registry is `error`. */
export function knownCloseStatus(status: BipCloseStatus): BipCloseStatus {
  const known = bounded(status);
  return known === OTHER ? BIP_CLOSE_STATUS_VALUE_ERROR : known;
}
