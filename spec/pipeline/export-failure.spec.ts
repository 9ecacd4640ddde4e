import fc from 'fast-check';
import { classifyExportError, EXPORTER_CLOSED, mayBeTooLarge } from '../../lib/pipeline/export-failure';
import { failure } from './support/fake-exporter';

describe('what an export error means', () => {
  test.each([
    [failure('ECONNREFUSED'), true, 'ECONNREFUSED', 'connection refused'],
    [failure('ENOTFOUND'), true, 'ENOTFOUND', 'there is no such host'],
    [
      failure('HPE_INVALID_CONSTANT', 'Parse Error'),
      true,
      'HPE_INVALID_CONSTANT',
      'what answers there does not speak HTTP',
    ],
    [
      failure('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'),
      true,
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'self-signed certificate',
    ],
    [failure(429), true, '429', 'the backend answered HTTP 429'],
    [failure(503), true, '503', 'the backend answered HTTP 503'],
    [failure(400), false, '400', 'the backend answered HTTP 400'],
    [failure(401), false, '401', 'the backend answered HTTP 401'],
    [failure(500), false, '500', 'the backend answered HTTP 500'],
    [failure(14, 'unavailable'), true, 'UNAVAILABLE', 'UNAVAILABLE: unavailable'],
    [failure(4, 'Deadline exceeded'), true, 'DEADLINE_EXCEEDED', 'DEADLINE_EXCEEDED: Deadline exceeded'],
    [failure(16, 'who are you'), false, 'UNAUTHENTICATED', 'UNAUTHENTICATED: who are you'],
    [failure(3, 'no'), false, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT: no'],
    [failure(77, 'odd'), false, '_OTHER', '_OTHER: odd'],
    [new Error('Request timed out'), true, 'timeout', 'no answer in time'],
    [
      Object.assign(new Error('the exporter is closed'), { code: EXPORTER_CLOSED }),
      true,
      'timeout',
      'no answer in time',
    ],
    [
      new Error('Export failed with retryable status'),
      true,
      'unavailable',
      'the backend answered that it is not available now',
    ],
    [new Error('Concurrent export limit reached'), true, 'busy', 'earlier exports are still under way'],
    [new TypeError('cannot serialise'), false, 'TypeError', 'cannot serialise'],
    [failure('constructor', 'odd code'), true, 'constructor', 'odd code'],
    [undefined, false, '_OTHER', 'the exporter gave no reason'],
    ['text', false, '_OTHER', 'the exporter gave no reason'],
  ])('%p', (error, retryable, type, reason) => {
    expect(classifyExportError(error)).toEqual({ retryable, type, reason });
  });

  test.each([
    [413, true],
    [8, true],
    [429, false],
    [400, false],
    [14, false],
    ['ECONNRESET', false],
  ])('may be that the request was too large: code %p, %p', (code, tooLarge) => {
    expect(mayBeTooLarge(classifyExportError(failure(code)))).toBe(tooLarge);
  });

  test('of gRPC is told without what grpc-js wraps it in', () => {
    const details = (text: string) => Object.assign(failure(14), { details: text });
    const wrapped =
      'No connection established. Last error: Protocol error (2026-11-21T01:13:00.287Z). Resolution note: ';
    expect(classifyExportError(details(wrapped)).reason).toBe('UNAVAILABLE: Protocol error');
    const refused =
      'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:4317. Resolution note: ';
    expect(classifyExportError(details(refused)).reason).toBe('connection refused');
  });

  test('fits on one line, whatever a backend answers', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), fc.oneof(fc.string(), fc.integer()), (message, code) => {
        const { reason } = classifyExportError(failure(code, message));
        expect(reason.length).toBeLessThanOrEqual(201);
        expect(reason).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
