export type { TranslatableInstrument } from './names';
export { prometheusLabelName, prometheusMetricName } from './names';
