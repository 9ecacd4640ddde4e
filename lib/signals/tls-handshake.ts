import { type Attributes, type Context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_TLS_CIPHER,
  ATTR_TLS_HANDSHAKE_RESULT,
  ATTR_TLS_PROTOCOL_VERSION,
  ATTR_TLS_PSK_IDENTITY,
  TLS_HANDSHAKE_RESULT_VALUE_FAILED,
  TLS_HANDSHAKE_RESULT_VALUE_SUCCESS,
  type TlsErrorType,
} from '../semconv';
import { type ErrorFacts, recordThrown } from './failure';
import { infoOf } from './info';

/** What client and server have agreed on. */
export interface AgreedTls {
  /** The standard name: `TLS_PSK_WITH_AES_128_CBC_SHA256`. */
  readonly cipher?: string;
  /** `1.2`, as `tls.protocol.version` has it. */
  readonly protocolVersion?: string;
}

const AGREED_KEYS = ['cipher', 'protocolVersion'] as const;

/** What a recorder gives to a handshake that begins. */
export interface HandshakeParts {
  readonly span: Span;
  /** The context that its span was started in. */
  readonly parent: Context;
  readonly startedMs: number;
  readonly pseudonym: (identity: string) => string;
  /** Who is at the other end, as span and event have it. */
  readonly peer: Attributes;
}

/** A handshake that is under way, for telling what comes to light in it. */
export class OpenHandshake {
  /** The context of the handshake's span. */
  readonly context: Context;
  /** @internal */
  readonly startedMs: number;
  readonly #parts: HandshakeParts;
  #agreed: AgreedTls = {};
  #identity: string | undefined;

  constructor(parts: HandshakeParts) {
    this.#parts = parts;
    this.startedMs = parts.startedMs;
    this.context = trace.setSpan(parts.parent, parts.span);
  }

  /** The client has said which PSK identity it is; it leaves the process only as a pseudonym. */
  identified(identity: string): void {
    if (typeof identity === 'string') this.#identity = this.#parts.pseudonym(identity);
  }

  /** Client and server have agreed. */
  agreed(agreed: AgreedTls): void {
    this.#agreed = { ...this.#agreed, ...infoOf(agreed, AGREED_KEYS) };
  }

  /** @internal The cipher agreed on, as the application gave it. */
  get cipher(): string | undefined {
    return this.#agreed.cipher;
  }

  /** @internal Who is at the other end, as the event has it. */
  get peer(): Attributes {
    const identity = this.#identity;
    return { ...this.#parts.peer, ...(identity !== undefined && { [ATTR_TLS_PSK_IDENTITY]: identity }) };
  }

  /** @internal */
  succeed(): void {
    this.#end(TLS_HANDSHAKE_RESULT_VALUE_SUCCESS);
  }

  /** @internal */
  fail(errorType: TlsErrorType, facts: ErrorFacts | undefined): void {
    const { span } = this.#parts;
    span.setAttribute(ATTR_ERROR_TYPE, errorType);
    if (facts) recordThrown(span, facts);
    span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
    this.#end(TLS_HANDSHAKE_RESULT_VALUE_FAILED);
  }

  #end(result: string): void {
    const { cipher, protocolVersion } = this.#agreed;
    this.#parts.span.setAttributes({
      [ATTR_TLS_HANDSHAKE_RESULT]: result,
      ...(typeof cipher === 'string' && { [ATTR_TLS_CIPHER]: cipher }),
      ...(typeof protocolVersion === 'string' && { [ATTR_TLS_PROTOCOL_VERSION]: protocolVersion }),
      ...(this.#identity !== undefined && { [ATTR_TLS_PSK_IDENTITY]: this.#identity }),
    });
    this.#parts.span.end();
  }
}
