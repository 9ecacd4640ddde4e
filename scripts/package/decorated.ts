import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile';

/** A user's program: what `withSpan` infers, and `traced` as a decorator and as a function. It prints what came of it. */
const PROGRAM = `
import { startObservability, traced, tracing, withSpan } from '@cardlink/observability';

class Provisioner {
  @traced() async deliver(iccid: string): Promise<number> { return iccid.length; }
  @traced('check', { attributes: { n: 1 } }) static check<T>(value: T): T { return value; }
  @traced #secret() { return 'secret'; }
  secret(): string { return this.#secret(); }
}
const double = traced((value: number): number => value * 2, { name: 'double' });

async function main(): Promise<void> {
  const names: string[] = [];
  const obs = startObservability({
    metrics: { port: 0 },
    health: { port: 0 },
    spanProcessors: [{
      onStart: () => undefined,
      onEnd: ({ name }: { readonly name: string }) => void names.push(name),
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    }],
  });
  const promised: Promise<number> = withSpan('outer', { attributes: { n: 1 } }, async () => {
    const length: number = await new Provisioner().deliver('1234');
    return double(Provisioner.check(length));
  });
  const text: string = obs.tracing.withSpan('inner', (span) => (span.isRecording() ? new Provisioner().secret() : ''));
  const headers: Record<string, string> = tracing.inject({});
  console.log([await promised, text, Object.keys(headers).length, ...names].join());
  await obs.shutdown();
}
void main();
`;

const PRINTED = '8,secret,0,Provisioner.#secret,inner,Provisioner.deliver,check,double,outer\n';

/** Compiles the program as CommonJS and as an ES module, and runs it; as legacy decorators it must not compile. */
export function checkDecorators(folder: string, root: string): void {
  for (const [source, compiled] of [
    ['decorated.cts', 'decorated.cjs'],
    ['decorated.mts', 'decorated.mjs'],
  ] as const) {
    writeFileSync(join(folder, source), PROGRAM);
    const { status, stdout } = compile(folder, root, source);
    if (status !== 0) throw new Error(`${source} does not compile:\n${stdout}`);
    const ran = spawnSync(process.execPath, [compiled], { cwd: folder, encoding: 'utf8' });
    if (ran.stdout !== PRINTED)
      throw new Error(`${compiled} printed ${JSON.stringify(ran.stdout)}\n${ran.stderr}`);
    const legacy = compile(folder, root, source, '--experimentalDecorators', '--noEmit');
    if (!legacy.stdout.includes('TS1241')) {
      throw new Error(`${source} is to be refused under experimentalDecorators; tsc said:\n${legacy.stdout}`);
    }
  }
}
