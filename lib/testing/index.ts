export { TestClock } from './test-clock';
export {
  TestObservability,
  type TestObservabilityOptions,
  testObservability,
} from './test-observability';
