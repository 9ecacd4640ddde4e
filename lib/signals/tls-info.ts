import type { Context } from '@opentelemetry/api';
import type { TlsErrorType } from '../semconv';
import { OTHER } from './bounded';

/** What is known about a handshake, however it ended. */
export interface HandshakeInfo {
  /** When the connection was accepted, in milliseconds since the epoch. */
  readonly startEpochMs: number;
  /** From the connection being accepted to the handshake's end, in seconds. */
  readonly durationSeconds: number;
  readonly clientAddress?: string | undefined;
  readonly clientPort?: number | undefined;
  /** As the client sent it; it leaves the process only as a pseudonym. */
  readonly identity?: string | undefined;
}

/** A handshake that succeeded. */
export interface CompletedHandshake extends HandshakeInfo {
  /** The standard name: `TLS_PSK_WITH_AES_128_CBC_SHA256`. */
  readonly cipher: string;
  /** `1.2`, as `tls.protocol.version` has it. */
  readonly protocolVersion: string;
  /** The session's context: the handshake's span becomes a child of the session's. */
  readonly context?: Context;
}

/** A handshake that failed, which is no session: its span is a trace of its own. */
export interface FailedHandshake extends HandshakeInfo {
  readonly errorType: TlsErrorType;
  readonly error?: Error;
}

/** What is known about a handshake before it begins. */
export interface HandshakeScope {
  readonly clientAddress?: string | undefined;
  readonly clientPort?: number | undefined;
  /** The PSK identity, where it is known beforehand; it leaves the process only as a pseudonym. */
  readonly identity?: string | undefined;
  /** Where in a trace the handshake belongs. Default: below the active span. */
  readonly context?: Context;
  /** The `error.type` of what the TLS stack throws, where its errors have no code of Node's. */
  readonly errorType?: (error: unknown) => TlsErrorType | undefined;
  /** When a handshake without an end counts as failed by `handshake_timeout`, in milliseconds. Default: two minutes. */
  readonly timeoutMs?: number;
}

/** What became of a handshake, for `recordHandshake`. */
export interface HandshakeResult {
  readonly durationSeconds?: number;
  /** Of one that succeeded. */
  readonly cipher?: string;
  /** Of one that failed. Default: `_OTHER`. */
  readonly errorType?: TlsErrorType;
}

const PEER_KEYS = ['clientAddress', 'clientPort', 'identity'] as const;
const OVER_KEYS = [...PEER_KEYS, 'startEpochMs', 'durationSeconds'] as const;
/** What is read of what a caller says: of a handshake to come, of one that succeeded, of one that failed. */
export const SCOPE_KEYS = [...PEER_KEYS, 'context', 'errorType', 'timeoutMs'] as const;
export const COMPLETED_KEYS = [...OVER_KEYS, 'cipher', 'protocolVersion', 'context'] as const;
export const FAILED_KEYS = [...OVER_KEYS, 'errorType', 'error'] as const;

/** What is recorded of a handshake of which nothing is said. */
export const NO_HANDSHAKE = {
  startEpochMs: Number.NaN,
  durationSeconds: Number.NaN,
  cipher: OTHER,
  protocolVersion: OTHER,
  errorType: OTHER,
} as const;
