/** One command of a session and what became of it. */
export interface ExchangeRecord {
  readonly commandType: string;
  /** Four hexadecimal digits; null when no usable answer came. */
  readonly statusWord: string | null;
  /** success, warning or error. */
  readonly category: string;
  /** What the status word means in answer to this command. */
  readonly meaning: string;
  /** How long the script took that the command was part of, in milliseconds; null when it was not answered. */
  readonly durationMs: number | null;
  /** How many commands that script had: only that of one command says how long its command took. */
  readonly scriptCommands: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** What is kept of a session and shown of it alike. */
export interface SessionFacts {
  readonly id: string;
  readonly traceId: string;
  /** A lab identity (`lab-0007`), or the pseudonym that spans have of any other. */
  readonly card: string;
  readonly type: string;
  readonly status: string;
  readonly closeReason: string;
  /** 1 for a session after a completed one; one more for each that was not completed before it. */
  readonly attempt: number;
  readonly startedEpochMs: number;
  readonly durationMs: number;
  readonly commands: number;
  readonly commandErrors: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** A session that has ended. */
export interface SessionRecord extends SessionFacts {
  readonly deviceType: string;
  readonly exchanges: readonly ExchangeRecord[];
}
