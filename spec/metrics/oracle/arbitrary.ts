import type { Attributes } from '@opentelemetry/api';
import fc, { type Arbitrary } from 'fast-check';
import { attributes, defined } from './arbitrary-measurements';
import { instruments, readersWith, viewsWith } from './arbitrary-settings';
import { canonicalAttributes } from './compare';
import { validAttributes } from './exceptions/values';
import { type MeterSpec, Program, type Step } from './program';

/** What a kind of programs is made of. */
export interface Ingredients {
  /** The values of one program. */
  readonly values: Arbitrary<Arbitrary<number>>;
  /** Several meters, Views, conflicts: what instruments become. Without them the numbers are in focus. */
  readonly views: 'none' | 'some';
  readonly limits?: boolean;
  /** Whether all readers collect at once, always. */
  readonly together?: boolean;
  readonly maxSteps?: number;
}

const METERS: readonly MeterSpec[] = [
  { name: 'm' },
  { name: 'm', version: '1' },
  { name: 'n', version: '1', schemaUrl: 'https://x' },
  { name: 'm', version: '1', schemaUrl: 'https://y' },
  { name: '' },
];

/** A step of one kind: `what` it does and the fields that this takes, those left out that are undefined. */
function step(weight: number, what: readonly Step['do'][], fields: { [field: string]: Arbitrary<unknown> }) {
  const arbitrary = fc
    .record({ do: fc.constantFrom(...what), ...fields })
    .map((made) => defined(made) as Step);
  return { weight, arbitrary };
}

/** No callback observes an attribute set twice ('undecided-duplicate-observations'). */
const UNIQUE = {
  maxLength: 4,
  selector: ({ attributes: given }: { attributes?: Attributes }) =>
    canonicalAttributes(validAttributes(given ?? {})),
};

function stepsWith(values: Arbitrary<number>, collections: Arbitrary<number | Together>): Arbitrary<Step> {
  const instrument = fc.nat({ max: 7 });
  const callback = fc.nat({ max: 3 });
  // What 'infinite-observations' and 'negative-fractions' leave out.
  const total = values.filter((value) => Math.abs(value) !== Infinity && !(value < 0 && value > -1));
  const observation = fc.record({ target: fc.nat({ max: 2 }), value: total, attributes }).map(defined);
  const outcome = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('returns', 'resolves') },
    { weight: 1, arbitrary: fc.constantFrom('throws', 'rejects') },
  );
  return fc.oneof(
    step(24, ['record'], { instrument, value: values, attributes }),
    step(9, ['observe'], { callback, outcome, observations: fc.uniqueArray(observation, UNIQUE) }),
    step(8, ['collect'], { reader: collections }),
    step(6, ['advance'], { milliseconds: fc.integer({ min: 1, max: 5000 }) }),
    step(5, ['addCallback'], { instrument, callback }),
    step(2, ['create'], { instrument: instruments }),
    step(1, ['removeCallback'], { instrument, callback }),
    step(2, ['addBatchCallback', 'addBatchCallback', 'removeBatchCallback'], {
      instruments: fc.array(instrument, { minLength: 1, maxLength: 3 }),
      callback,
    }),
  );
}

/** Random programs: a few instruments first, then anything, and at the end a collection by each reader. */
export function programs({ values, ...rest }: Ingredients): Arbitrary<Program> {
  return values.chain((one) => programsOf(one, rest));
}

type Together = 'each' | 'together';

function programsOf(
  values: Arbitrary<number>,
  { views, limits = false, together = false, maxSteps = 40 }: Omit<Ingredients, 'values'>,
): Arbitrary<Program> {
  const all: Together = together ? 'together' : 'each';
  const collections = fc.oneof(fc.nat({ max: 2 }), fc.constant(all));
  return fc
    .record({
      views: views === 'none' ? fc.constant([]) : fc.array(viewsWith(limits), { maxLength: 3 }),
      readers: fc.array(readersWith(limits), { minLength: 1, maxLength: 3 }),
      meters: fc.subarray([...METERS], { minLength: 1, maxLength: views === 'none' ? 1 : 3 }),
      created: fc.array(instruments, { minLength: 1, maxLength: 6 }),
      steps: fc.array(stepsWith(values, collections), { minLength: 1, maxLength: maxSteps, size: 'max' }),
    })
    .map(({ created, steps, ...spec }) => {
      const first = created.map((instrument) => ({ do: 'create' as const, instrument }));
      return new Program({ ...spec, steps: [...first, ...steps, { do: 'collect', reader: all }] });
    });
}
