import {
  baggageEntryMetadataFromString,
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import fc from 'fast-check';
import { createPropagator, guardedHostPropagator } from '../../lib/pipeline';
import { createRedactor } from '../../lib/redaction';
import { reported } from '../support/start';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const ICCID = '8944110068256270054';

const redactor = () => createRedactor({ secrets: ['opensesame'], pseudonymKey: 'spec' });

function propagatorOf(names: readonly ('tracecontext' | 'baggage')[]): TextMapPropagator {
  const made = createPropagator(names, redactor());
  if (!made) throw new Error('no propagator was made');
  return made;
}
const both = () => propagatorOf(['tracecontext', 'baggage']);

function baggageOf(entries: Readonly<Record<string, string>>, metadata?: string): Context {
  const withMetadata = Object.entries(entries).map(([key, value]) => [
    key,
    { value, ...(metadata !== undefined && { metadata: baggageEntryMetadataFromString(metadata) }) },
  ]);
  return propagation.setBaggage(
    ROOT_CONTEXT,
    propagation.createBaggage(Object.assign(Object.create(null), Object.fromEntries(withMetadata))),
  );
}

function injected(context: Context, propagator = both()): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

function extracted(carrier: unknown, propagator = both()): Context {
  return propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
}

describe('the propagators', () => {
  it('carry trace context and baggage as W3C has them', () => {
    const headers = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, tracestate: 'a=1', baggage: 'tenant=t1' };
    const context = extracted(headers);

    expect(trace.getSpanContext(context)).toMatchObject({
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      isRemote: true,
    });
    expect(injected(context)).toEqual(headers);
  });

  it('are those that were asked for, and none where none were', () => {
    const context = trace.setSpanContext(baggageOf({ tenant: 't1' }), {
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      traceFlags: 1,
    });

    expect(Object.keys(injected(context, propagatorOf(['baggage'])))).toEqual(['baggage']);
    expect(Object.keys(injected(context, propagatorOf(['tracecontext'])))).toEqual(['traceparent']);
    expect(createPropagator([], redactor())).toBeUndefined();
  });

  it('send only the flags that are known, in two digits, whatever a client set', () => {
    const context = extracted({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-ff` });

    expect(injected(context).traceparent).toBe(`00-${TRACE_ID}-${SPAN_ID}-03`);
  });

  it.each([
    ['traceparent', undefined],
    ['traceparent', 'x'.repeat(100_000)],
    ['traceparent', `00-${'0'.repeat(32)}-${SPAN_ID}-01`],
    ['traceparent', `ff-${TRACE_ID}-${SPAN_ID}-01`],
    ['traceparent', [`00-${TRACE_ID}-${SPAN_ID}-01`, `00-${TRACE_ID}-${SPAN_ID}-00`]],
    ['traceparent', [Symbol('no text')]],
    ['traceparent', 42],
    ['baggage', '=,;,==,%,%zz=1'],
    ['baggage', [{}, null, 7]],
  ])('hear nothing in a %s of %p', (key, value) => {
    const context = extracted({ [key]: value });

    expect(trace.getSpanContext(context)).toBeUndefined();
    expect(propagation.getBaggage(context)).toBeUndefined();
  });

  it('throw on no header whatever, and keep what they hear within the bounds of W3C', () => {
    const header = fc.oneof(
      fc.string(),
      fc.array(fc.string()),
      fc.anything(),
      fc.string({ minLength: 9_000 }),
    );
    fc.assert(
      fc.property(header, header, header, (traceparent, tracestate, baggage) => {
        const context = extracted({ traceparent, tracestate, baggage });
        expect(propagation.getBaggage(context)?.getAllEntries().length ?? 0).toBeLessThanOrEqual(180);
        const sent = injected(context);
        expect(sent.baggage?.length ?? 0).toBeLessThanOrEqual(8192);
      }),
    );
  });

  it('read no more of an over-long baggage than its first members', () => {
    const members = Array.from({ length: 1_000 }, (_, index) => `key-${index}=${'v'.repeat(20)}`);
    const entries = propagation.getBaggage(extracted({ baggage: members.join(',') }))?.getAllEntries() ?? [];

    expect(entries).toHaveLength(180);
    expect(entries[0]).toEqual(['key-0', { value: 'v'.repeat(20) }]);
  });

  it('read an over-long tracestate up to where a member ends', () => {
    const members = Array.from({ length: 3_000 }, (_, index) => `k${index}=1`);
    const { traceState } =
      trace.getSpanContext(
        extracted({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, tracestate: members.join(',') }),
      ) ?? {};

    expect(traceState?.get('k0')).toBe('1');
    expect(traceState?.serialize().length).toBeLessThanOrEqual(512);
  });

  it('pollute no prototype with the names of members', () => {
    const context = extracted({ baggage: '__proto__=polluted,constructor=polluted,tenant=t1' });

    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(propagation.getBaggage(context)?.getEntry('tenant')).toEqual({ value: 't1' });
    expect(injected(context).baggage).toContain('tenant=t1');
  });

  it('hear nothing from a carrier that throws', () => {
    const getter = {
      keys: () => [],
      get: () => {
        throw new Error('the carrier is broken');
      },
    };

    expect(both().extract(ROOT_CONTEXT, {}, getter)).toBe(ROOT_CONTEXT);
  });

  it('survive a carrier that takes nothing, and say so once', () => {
    const lines = reported();
    const propagator = both();
    const context = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 });
    const setter = {
      set: () => {
        throw new Error('headers have been sent: secret');
      },
    };
    propagator.inject(context, {}, setter);
    propagator.inject(context, {}, setter);

    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('secret');
  });
});

describe('baggage that leaves the process', () => {
  it.each([
    ['the value of a known secret', { note: 'the word is opensesame' }, 'opensesame'],
    ['the value of a secret key', { psk: '00112233445566778899aabbccddeeff' }, '00112233'],
    ['a card identity', { iccid: ICCID }, ICCID],
    ['a card identity in a key', { [`card ${ICCID}`]: 'x' }, ICCID],
    ['a secret in a key', { 'x-opensesame': 'x' }, 'opensesame'],
  ])('is without %s', (_case, entries, secret) => {
    const { baggage } = injected(baggageOf({ ...entries, tenant: 't1' }));

    expect(baggage).toContain('tenant=t1');
    expect(decodeURIComponent(baggage ?? '')).not.toContain(secret);
  });

  it('is without secrets in its properties too', () => {
    const { baggage } = injected(baggageOf({ tenant: 't1' }, 'password=opensesame'));

    expect(baggage).toMatch(/^tenant=t1;/);
    expect(baggage).not.toContain('opensesame');
  });

  it.each(['a\r\nx-evil: 1', 'a=1,member=forged', 'a=\u00e9'])('is without properties of %j', (metadata) => {
    expect(injected(baggageOf({ tenant: 't1' }, metadata)).baggage).toBe('tenant=t1');
  });

  it('keeps a pseudonym where the identity stood, equal for equal ones', () => {
    const { baggage } = injected(baggageOf({ iccid: ICCID }));

    expect(decodeURIComponent(baggage ?? '')).toBe(`iccid=${redactor().pseudonym('iccid', ICCID)}`);
  });

  it('is at most 180 members and 8192 bytes, and it is told once that there was more', () => {
    const lines = reported();
    const propagator = both();
    const entries = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 'value']));
    const many = injected(baggageOf(entries), propagator).baggage ?? '';
    const long = injected(baggageOf({ long: 'x'.repeat(9_000), tenant: 't1' }), propagator).baggage;

    expect(many.split(',')).toHaveLength(180);
    expect(long).toBe('tenant=t1');
    expect(lines).toHaveLength(1);
  });

  it('is sent without the members that cannot be written', () => {
    expect(injected(baggageOf({ broken: '\ud800', tenant: 't1' })).baggage).toBe('tenant=t1');
  });

  it('passes redaction before the propagators of a host as well', () => {
    const seen: unknown[] = [];
    propagation.setGlobalPropagator({
      inject: (context) => void seen.push(propagation.getBaggage(context)?.getAllEntries()),
      extract: () => {
        throw new Error('the host fails');
      },
      fields: () => ['x-host'],
    });
    const host = guardedHostPropagator(redactor());
    host.inject(baggageOf({ psk: 'opensesame' }), {}, defaultTextMapSetter);

    expect(seen).toEqual([[['psk', { value: '[redacted]' }]]]);
    expect(host.extract(ROOT_CONTEXT, {}, defaultTextMapGetter)).toBe(ROOT_CONTEXT);
    expect(host.fields()).toEqual(['x-host']);
    propagation.disable();
  });
});
