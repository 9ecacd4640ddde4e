/** In so many pieces a wait is held. */
const PIECES = 20;

/**
 * Calls `onEnd` once after `waitMs` milliseconds, during which this process ran: the wait is a row of short timers, with
 * a round of the event loop between them. Server and cards of the lab share a process. One long timer would, when the
 * machine holds the process for so long, end before the answer that has come meanwhile is read, and blame the card.
 * A wait keeps no process alive. Returns what ends it.
 */
export function startPatience(waitMs: number, onEnd: () => void): () => void {
  let piecesLeft = PIECES;
  const pieceMs = waitMs / PIECES;
  const timer = setInterval(() => {
    piecesLeft -= 1;
    if (piecesLeft > 0) return;
    clearInterval(timer);
    onEnd();
  }, pieceMs).unref();
  return () => clearInterval(timer);
}
