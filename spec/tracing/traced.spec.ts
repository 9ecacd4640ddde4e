import { diag, trace } from '@opentelemetry/api';
import { traced } from '../../lib';
import { type TestObservability, testObservability } from '../../lib/testing';
import { recordDiagnostics } from '../support/diagnostics';

/** Compiles only when both types are the same. */
type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const same = <_Is extends true>() => undefined;

describe('traced', () => {
  let obs: TestObservability;
  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  const names = () => obs.spans().map(({ name }) => name);

  describe('as a function', () => {
    it('puts a span around each call, and keeps this, arguments, name, length and type', async () => {
      async function load(this: { readonly store: string }, id: string, _version?: number): Promise<string> {
        return `${this.store}/${id}/${trace.getActiveSpan()?.isRecording()}`;
      }
      const wrapped = obs.tracing.traced(load, { attributes: { kind: 'profile' } });
      same<Same<typeof wrapped, typeof load>>();

      expect(await wrapped.call({ store: 's' }, 'id')).toBe('s/id/true');
      expect([wrapped.name, wrapped.length]).toEqual(['load', 2]);
      expect(obs.spans()).toMatchObject([
        { name: 'load', attributes: { 'code.function.name': 'load', kind: 'profile' } },
      ]);
    });

    it('takes a name for its spans, and gives one to what has none', () => {
      obs.tracing.traced(() => undefined)();
      obs.tracing.traced(() => undefined, { name: 'named' })();

      expect(names()).toEqual(['(anonymous)', 'named']);
    });

    it('keeps what is on the function', () => {
      const load = Object.assign(() => 'loaded', { cancel: () => 'cancelled', tries: 1 });
      const wrapped = obs.tracing.traced(load);
      load.tries = 2;

      expect([wrapped(), wrapped.cancel(), wrapped.tries]).toEqual(['loaded', 'cancelled', 2]);
    });

    it('records what is thrown, and throws it on', () => {
      const error = new TypeError('no card');
      const failing = obs.tracing.traced(() => {
        throw error;
      });

      expect(failing).toThrow(error);
      expect(obs.spans()[0]?.attributes['error.type']).toBe('TypeError');
    });

    it('refuses a class, and says what to do', () => {
      class Provisioner {}
      // @ts-expect-error a class cannot be called
      expect(() => obs.tracing.traced(Provisioner)).toThrow(/Provisioner is a class: trace its methods/);
    });
  });

  describe('as a decorator', () => {
    function provisioner() {
      class Provisioner {
        readonly #profile = 'profile';
        @obs.tracing.traced()
        async deliver(iccid: string): Promise<string> {
          return `${iccid} ${this.#profile}`;
        }
        @obs.tracing.traced
        bare() {
          return this.#profile;
        }
        @obs.tracing.traced('card.check', { attributes: { n: 1 } })
        check<T>(value: T): T {
          return value;
        }
        @obs.tracing.traced({ name: 'by.options' })
        static create() {
          return new Provisioner();
        }
        @obs.tracing.traced()
        static count() {
          return 3;
        }
        @obs.tracing.traced()
        #secret() {
          return this.#profile;
        }
        @obs.tracing.traced()
        readonly field = () => this.#profile;
        @obs.tracing.traced
        [Symbol.toPrimitive]() {
          return 'primitive';
        }
        secret() {
          return this.#secret();
        }
      }
      return Provisioner;
    }

    it('puts a span around methods: of instances, static, private, by symbol, and in fields', async () => {
      const Provisioner = provisioner();
      const instance = Provisioner.create();
      const promise = instance.deliver('1');
      same<Same<typeof promise, Promise<string>>>();
      const results = [await promise, instance.bare(), instance.check(7), Provisioner.count()];

      expect([...results, instance.secret(), instance.field(), `${instance}`]).toEqual([
        '1 profile',
        'profile',
        7,
        3,
        'profile',
        'profile',
        'primitive',
      ]);
      expect(names()).toEqual([
        'by.options',
        'Provisioner.deliver',
        'Provisioner.bare',
        'card.check',
        'Provisioner.count',
        'Provisioner.#secret',
        'Provisioner.field',
        'Provisioner.[Symbol.toPrimitive]',
      ]);
      expect(obs.spans('card.check')[0]?.attributes).toEqual({
        n: 1,
        'code.function.name': 'Provisioner.check',
      });
    });

    it('names a span after the class that declares the method, also when a subclass is called', () => {
      class EuiccProvisioner extends provisioner() {
        @obs.tracing.traced()
        override bare() {
          return `e${super.bare()}`;
        }
      }
      new EuiccProvisioner().bare();

      expect(names()).toEqual(['Provisioner.bare', 'EuiccProvisioner.bare']);
    });

    it('gives the same name to the same call, whatever was called first', () => {
      class Base {
        @obs.tracing.traced() #check() {}
        @obs.tracing.traced() run() {}
        @obs.tracing.traced() readonly field = () => undefined;
        @obs.tracing.traced() static make() {}
        all() {
          this.#check();
          this.run();
          this.field();
        }
      }
      class Test extends Base {}
      const { run } = Base.prototype;
      run.call(undefined as unknown as Base);
      new Test().all();
      Test.make();
      new Base().all();
      Base.make();

      expect(names()).toEqual([
        'run',
        'Test.#check',
        'Base.run',
        'Test.field',
        'Base.make',
        'Base.#check',
        'Base.run',
        'Base.field',
        'Base.make',
      ]);
    });

    it('names a span after the class also where another decorator stands around it, and a stranger is called', () => {
      const around = (method: (this: object) => void, _context: ClassMethodDecoratorContext) =>
        function standIn(this: object) {
          return method.call(this);
        };
      class Base {
        @around @obs.tracing.traced() run() {}
        @obs.tracing.traced() plain() {}
      }
      class Test extends Base {}
      const { plain } = Base.prototype;
      const refusing = new Proxy(new Base(), {
        getPrototypeOf: () => {
          throw new Error('no');
        },
      });
      new Test().run();
      plain.call({});
      plain.call(Object.create(null));
      plain.call(refusing);
      new Test().plain();

      expect(names()).toEqual(['Base.run', 'plain', 'plain', 'plain', 'Base.plain']);
    });

    it('names a span after the class also in its static block', () => {
      let made = 0;
      class Card {
        @obs.tracing.traced() static make() {
          return 1;
        }
        static {
          made = Card.make();
        }
        read() {}
      }
      new Card().read();

      expect([Card.make(), made, names()]).toEqual([1, 1, ['Card.make', 'Card.make']]);
    });

    it('names a span after the method alone where there is no class to be found', () => {
      const { bare } = provisioner().prototype;

      expect(() => Reflect.apply(bare, undefined, [])).toThrow(TypeError);
      expect(names()).toEqual(['bare']);
    });

    it('is a standard one, and says so where it is used as a legacy one', () => {
      const legacy = obs.tracing.traced() as unknown as (...args: unknown[]) => unknown;
      const bare = obs.tracing.traced as unknown as (...args: unknown[]) => unknown;
      const descriptor = { value: () => undefined };
      const remedy = /remove "experimentalDecorators"/;

      expect(() => legacy({}, 'deliver', descriptor)).toThrow(remedy);
      expect(() => legacy(class {}, 'deliver', descriptor)).toThrow(remedy);
      expect(() => legacy({}, 'field')).toThrow(remedy);
      expect(() => legacy(class {})).toThrow(remedy);
      expect(() => bare({}, 'deliver', descriptor)).toThrow(remedy);
      expect(() => bare(class {}, Symbol('deliver'), descriptor)).toThrow(remedy);
    });

    it('refuses what it cannot trace: the compiler does, and so does it', () => {
      const onto = (kind: string) => () =>
        Reflect.apply(obs.tracing.traced, undefined, [class {}, { kind, name: 'Card' }]);

      for (const kind of ['class', 'getter', 'setter', 'accessor']) {
        expect(onto(kind)).toThrow(
          new RegExp(`methods and on fields that hold a function; Card is a ${kind}`),
        );
      }
      expect(() => {
        class Card {
          // @ts-expect-error not on a getter
          @obs.tracing.traced() get state() {
            return 1;
          }
        }
        return Card;
      }).toThrow(TypeError);
      expect(() => {
        class Card {
          // @ts-expect-error not on a field that holds no function
          @obs.tracing.traced() readonly state: number = 1;
        }
        return new Card().state;
      }).not.toThrow();
    });
  });

  describe('of a generator', () => {
    it('has one span for its body, from the first next to its end', () => {
      const numbers = obs.tracing.traced(function* numbers(count: number) {
        for (let n = 0; n < count; n += 1) {
          const answer: string | undefined = yield `${n} ${trace.getActiveSpan()?.isRecording()}`;
          if (answer === 'stop') return 'stopped';
        }
        return 'done';
      });
      const generator = numbers(3);
      expect(generator.next()).toEqual({ value: '0 true', done: false });
      expect(trace.getActiveSpan()).toBeUndefined();
      expect(generator.next('stop')).toEqual({ value: 'stopped', done: true });

      expect([...numbers(2)]).toEqual(['0 true', '1 true']);
      expect(names()).toEqual(['numbers', 'numbers']);
      expect(generator.next()).toEqual({ value: undefined, done: true });
    });

    it('ends the span when the consumer breaks off, and when the body throws', () => {
      const cleaned: string[] = [];
      const endless = obs.tracing.traced(function* endless() {
        try {
          for (;;) yield 1;
        } finally {
          cleaned.push('cleaned');
        }
      });
      for (const _one of endless()) break;
      const failing = endless();
      failing.next();
      expect(() => failing.throw(new RangeError('enough'))).toThrow('enough');

      expect(cleaned).toEqual(['cleaned', 'cleaned']);
      expect(obs.spans().map(({ attributes }) => attributes['error.type'])).toEqual([
        undefined,
        'RangeError',
      ]);
    });

    it('has one within the other where it is traced twice', () => {
      const once = obs.tracing.traced(
        function* once() {
          yield trace.getActiveSpan()?.isRecording();
        },
        { name: 'inner' },
      );
      const twice = obs.tracing.traced(once, { name: 'outer' });

      expect([...twice()]).toEqual([true]);
      const [inner, outer] = obs.spans();
      expect(names()).toEqual(['inner', 'outer']);
      expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    });

    it('tells of nothing on its span once that has ended', () => {
      const diagnostics = recordDiagnostics();
      const ended = obs.tracing.traced(function* ended() {
        yield 1;
      })();
      expect([...ended]).toEqual([1]);
      expect(() => ended.throw(new Error('late'))).toThrow('late');
      diag.disable();

      expect(diagnostics).toEqual({ warnings: [], errors: [], infos: [] });
      expect(obs.spans('ended')).toMatchObject([{ events: [] }]);
    });

    it('has none when it is never begun', () => {
      const never = obs.tracing.traced(function* never() {
        yield 1;
      });

      expect(never().return(undefined)).toEqual({ value: undefined, done: true });
      expect(obs.spans()).toEqual([]);
    });

    it('does the same for an asynchronous one, a method too', async () => {
      class Reader {
        @obs.tracing.traced()
        async *commands(count: number) {
          for (let n = 0; n < count; n += 1) {
            await new Promise(setImmediate);
            yield trace.getActiveSpan()?.isRecording();
          }
          if (count === 2) throw new Error('reader is gone');
        }
      }
      const seen: unknown[] = [];
      for await (const command of new Reader().commands(1)) seen.push(command);
      const failing = new Reader().commands(2);
      await failing.next();
      await failing.next();
      await expect(failing.next()).rejects.toThrow('reader is gone');

      expect(seen).toEqual([true]);
      expect(names()).toEqual(['Reader.commands', 'Reader.commands']);
      expect(obs.spans().map(({ events }) => events.length)).toEqual([0, 1]);
    });
  });

  it('runs what it stands on where nothing is started, and makes no span', () => {
    class Card {
      @traced() read() {
        return trace.getActiveSpan();
      }
      @traced static *all() {
        yield 1;
      }
    }
    expect([new Card().read(), [...Card.all()], traced(() => 2)()]).toEqual([undefined, [1], 2]);
  });
});
