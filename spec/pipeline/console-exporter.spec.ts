import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { ConsoleExporter } from '../../lib/pipeline/console-exporter';
import { classifyExportError } from '../../lib/pipeline/export-failure';
import { endedSpan } from './support/ended-span';
import { failure } from './support/fake-exporter';

/** A stdout that does as `behave` says with each write, and keeps what it took. */
function stdout(behave: (bytes: Uint8Array) => number) {
  const taken: Buffer[] = [];
  const write = (bytes: Uint8Array): number => {
    const count = behave(bytes);
    taken.push(Buffer.from(bytes.subarray(0, count)));
    return count;
  };
  return { write, text: () => Buffer.concat(taken).toString('utf8') };
}

const fail = (code: string) => (): number => {
  throw failure(code);
};

function exporterTo(write: (bytes: Uint8Array) => number, timeoutMs = 1_000) {
  const exporter = new ConsoleExporter({ timeoutMs }, write);
  const print = (names: readonly string[]) => {
    const spans = names.map((name) => endedSpan(name));
    const send = () => new Promise<ExportResult>((resolve) => exporter.export(spans, resolve));
    return { send };
  };
  return { exporter, print };
}

const SUCCESS = { code: ExportResultCode.SUCCESS };

function spansIn(text: string): string[] {
  return [...text.matchAll(/Z {2}(\S+) {2}internal/g)].map(([, name]) => name ?? '');
}

/** The exporter's pauses keep no process alive, so something else has to while a spec waits. */
let keepAlive: NodeJS.Timeout;
beforeEach(() => {
  keepAlive = setInterval(() => {}, 5);
});
afterEach(() => clearInterval(keepAlive));

describe('the console exporter', () => {
  test('prints every span of a batch, in order', async () => {
    const { write, text } = stdout((bytes) => bytes.length);
    expect(await exporterTo(write).print(['one', 'two']).send()).toEqual(SUCCESS);
    expect(spansIn(text())).toEqual(['one', 'two']);
  });

  test('waits for a reader that is slow and takes pieces', async () => {
    let turn = 0;
    const slow = stdout((bytes) => {
      turn += 1;
      if (turn % 3 === 0) throw failure('EAGAIN');
      return Math.min(50, bytes.length);
    });
    const whole = stdout((bytes) => bytes.length);
    const { print } = exporterTo(slow.write);
    expect(await print(['one', 'two']).send()).toEqual(SUCCESS);
    await exporterTo(whole.write).print(['one', 'two']).send();
    expect(slow.text().replace(/[0-9a-f]{16,}|\d{4}-.*Z|[\d.]+ ms/g, '')).toBe(
      whole.text().replace(/[0-9a-f]{16,}|\d{4}-.*Z|[\d.]+ ms/g, ''),
    );
  });

  test('gives up after its bound when nobody reads, and later prints each span once', async () => {
    let open = 1;
    const { write, text } = stdout((bytes) => {
      if (open-- > 0) return Math.min(20, bytes.length);
      throw failure('EAGAIN');
    });
    const { send } = exporterTo(write, 30).print(['one', 'two']);
    const { error } = await send();
    expect(classifyExportError(error)).toMatchObject({ retryable: true, type: 'EAGAIN' });
    open = Number.POSITIVE_INFINITY;
    expect(await send()).toEqual(SUCCESS);
    expect(spansIn(text())).toEqual(['one', 'two']);
    expect(text().match(/trace /g)).toHaveLength(2);
  });

  test.each([
    ['EPIPE', 'stdout is closed'],
    ['ENOSPC', 'stdout cannot be written (ENOSPC)'],
  ])('tells that what met %s is lost', async (code, reason) => {
    const { error } = await exporterTo(fail(code)).print(['one']).send();
    expect(classifyExportError(error)).toEqual({ retryable: false, type: code, reason });
  });
});
