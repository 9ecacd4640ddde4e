import { HEALTH_STATUS_VALUES, type HealthStatus } from '../semconv';
import type { HealthFinding } from './check';
import { type Clean, type CleanStructure, cleanDetails, cleanText, describeFailure } from './clean-details';

const isStatus = (word: unknown): word is HealthStatus =>
  HEALTH_STATUS_VALUES.some((status) => status === word);

/** What a check's answer means, cleaned. An object counts as a finding when its `status` is one of the three words. */
export function findingOf(answer: unknown, clean: Clean, cleanStructure: CleanStructure): HealthFinding {
  if (answer === false) return { status: 'unhealthy', message: 'the check returned false' };
  if (typeof answer !== 'object' || answer === null) return { status: 'healthy' };
  const { status, message, details } = answer as { status?: unknown; message?: unknown; details?: unknown };
  if (!isStatus(status)) return { status: 'healthy' };
  return {
    status,
    ...(typeof message === 'string' ? { message: cleanText(message, clean) } : {}),
    ...(typeof details === 'object' && details !== null
      ? { details: cleanDetails(details, clean, cleanStructure) }
      : {}),
  };
}

/** What it means that a check threw. */
export function findingOfFailure(failure: unknown, clean: Clean): HealthFinding {
  return { status: 'unhealthy', message: cleanText(describeFailure(failure), clean) };
}
