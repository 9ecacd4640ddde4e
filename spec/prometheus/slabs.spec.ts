import fc from 'fast-check';
import { MeterProvider } from '../../lib/metrics';
import { SlabPool, SlabWriter } from '../../lib/prometheus/slabs';
import { expositionText, recordDiagnostics, restingReader } from './support';

beforeEach(() => {
  recordDiagnostics();
});

const textOf = ({ chunks }: SlabWriter) => Buffer.concat(chunks).toString();

describe('a SlabWriter', () => {
  it('has what was written, in order, in whatever pieces and characters it came', () => {
    const pool = new SlabPool();
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      // Pieces of which a slab does not hold many, and of which it holds none.
      fc.tuple(fc.constantFrom('x', 'é', '😀'), fc.nat({ max: 300_000 })).map(([text, n]) => text.repeat(n)),
      fc.uint8Array({ maxLength: 10 }).map((bytes) => Buffer.from(Buffer.from(bytes).toString('hex'))),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const writer = new SlabWriter(pool);
        for (const each of pieces) writer.write(each);
        writer.close();
        expect(textOf(writer) === pieces.map(String).join('')).toBe(true);
        writer.release();
      }),
    );
  });

  it('writes over what was given back, and over nothing else', () => {
    const pool = new SlabPool();
    const write = (text: string) => {
      const writer = new SlabWriter(pool);
      writer.write(text);
      writer.close();
      return writer;
    };
    const [first, kept] = [write('first'), write('kept')];
    const memory = first.chunks[0]?.buffer;
    first.release();
    const next = write('next');
    expect(next.chunks[0]?.buffer).toBe(memory);
    expect([textOf(next), textOf(kept)]).toEqual(['next', 'kept']);
    expect(write('another').chunks[0]?.buffer).not.toBe(memory);
  });

  it('gives its memory back once', () => {
    const pool = new SlabPool();
    const writer = new SlabWriter(pool);
    writer.write('x');
    writer.close();
    writer.release();
    writer.release();
    expect(pool.take()).not.toBe(pool.take());
  });
});

describe('the memory of an exposition', () => {
  function counting() {
    const reader = restingReader({ targetInfo: false, scopeLabels: false });
    let rounds = 0;
    const meter = new MeterProvider({ readers: [reader] }).getMeter('m');
    meter.createObservableGauge('rounds').addCallback((result) => {
      rounds += 1;
      result.observe(rounds);
    });
    return reader;
  }

  const shown = (rounds: number) => `# TYPE rounds gauge\nrounds ${rounds}\n`;

  it('is used again when it was released, and stays as it is for who did not release it', async () => {
    const reader = counting();
    const kept = await reader.exposition();
    const first = await reader.exposition();
    const memory = first.chunks[0]?.buffer;
    first.release();
    const second = await reader.exposition();
    expect(second.chunks[0]?.buffer).toBe(memory);
    expect([kept, second].map(expositionText)).toEqual([shown(1), shown(3)]);
  });

  it('is not used again before all have released it who share it, however often one does', async () => {
    const reader = counting();
    const [one, other] = await Promise.all([reader.exposition(), reader.exposition()]);
    one?.release();
    one?.release();
    await reader.exposition();
    expect(other && expositionText(other)).toBe(shown(1));
    const memory = other?.chunks[0]?.buffer;
    other?.release();
    expect((await reader.exposition()).chunks[0]?.buffer).toBe(memory);
  });
});
