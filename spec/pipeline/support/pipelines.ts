import { type Environment, type Options, readSettings, type Settings } from '../../../lib/config';
import { createPipeline, type Pipeline, type PipelineOptions } from '../../../lib/pipeline';
import { createRedactor, type Redactor } from '../../../lib/redaction';

/** A redactor that knows the word "secret" as one, and nothing else. */
export const testRedactor: Redactor = createRedactor({ secrets: ['secret'] });

/** Settings from these options and this environment alone. */
export function testSettings(options: Options = {}, env: Environment = {}): Settings {
  return readSettings({ options, env });
}

const started: Pipeline[] = [];

/** A pipeline that {@link endPipelines} ends. */
export function startPipeline(
  options: Options,
  rest: Partial<PipelineOptions> & { readonly env?: Environment } = {},
): Pipeline {
  const { env = {}, ...more } = rest;
  const pipeline = createPipeline({ settings: testSettings(options, env), redactor: testRedactor, ...more });
  started.push(pipeline);
  return pipeline;
}

/** Ends every pipeline that was started, for `afterEach`. */
export async function endPipelines(): Promise<void> {
  await Promise.all(started.splice(0).map((pipeline) => pipeline.shutdown(200)));
}
