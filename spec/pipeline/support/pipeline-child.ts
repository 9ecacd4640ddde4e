import { readSettings } from '../../../lib/config';
import { createPipeline, installDiagnostics } from '../../../lib/pipeline';
import { createRedactor } from '../../../lib/redaction';
import type { Answer, Command } from './pipeline-process';

// The process that `PipelineProcess` starts: a pipeline from the environment that does what it is told.
const settings = readSettings();
const redactor = createRedactor({ secrets: settings.secretValues() });
installDiagnostics(redactor);
const pipeline = createPipeline({ settings, redactor });
const tracer = pipeline.tracerProvider.getTracer('child');
const logger = pipeline.loggerProvider.getLogger('child');
const counter = pipeline.meterProvider.getMeter('child').createCounter('child.items');

function record(from: number, to: number): void {
  for (let item = from; item < to; item += 1) {
    tracer.startSpan(`span ${item}`).end();
    logger.emit({ body: `record ${item}` });
    counter.add(1);
  }
}

async function answer(command: Command): Promise<Answer> {
  if (command.do === 'record') record(command.from, command.to);
  if (command.do === 'flush') return { undelivered: await pipeline.flush(), exporters: pipeline.exporters };
  if (command.do === 'shutdown')
    return { undelivered: await pipeline.shutdown(), exporters: pipeline.exporters };
  return { exporters: pipeline.exporters };
}

process.on('message', (command: Command) => {
  void answer(command).then((reply) => {
    // The channel keeps the process alive; whether anything else does is what a shutdown is to show.
    process.send?.(reply, () => command.do === 'shutdown' && process.disconnect());
  });
});
