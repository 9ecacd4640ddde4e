import type { OfficialConventions } from './official';
import { type Problem, policyProblems } from './policy';
import type { Registry } from './registry';
import { checkSchema } from './schema';

/** A registry breaks the form or the policy. The message lists everything, one line each. */
export class RegistryError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ file, subject, message }) => `  ${file}  ${subject}  ${message}`);
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`The registry in semconv/ has ${count}:\n${lines.join('\n')}`);
    this.name = 'RegistryError';
    this.problems = problems;
  }
}

/**
 * Holds a registry against weaver's schema and then, where the form is right, against the policy.
 *
 * @param notice told, in one sentence, when the schema part was skipped
 * @throws RegistryError with every problem
 */
export function checkRegistry(
  registry: Registry,
  official: OfficialConventions,
  notice: (sentence: string) => void,
  schemaFile?: string,
): void {
  const schema = checkSchema(registry, schemaFile);
  if (!schema.checked)
    notice(`Skipped the check of semconv/registry against weaver's schema: ${schema.reason}.`);
  else if (schema.problems.length > 0) throw new RegistryError(schema.problems);
  const problems = policyProblems(registry, official);
  if (problems.length > 0) throw new RegistryError(problems);
}
