/**
 * Data points in one request at most: each may then take some 2 KB of the 4 MiB at which gRPC servers, a Collector among
 * them, refuse a request by default.
 */
export const LARGEST_PIECE_POINTS = 2_000;

/** After so many pieces that were taken a larger one is tried: then at most one request in nine is refused. */
const TAKEN_BEFORE_GROWTH = 8;

/** How many data points are sent at once: what a backend has shown that it takes. */
export class PieceSize {
  #points = LARGEST_PIECE_POINTS;
  #takenInRow = 0;

  /** Data points in the next piece at most; 1 at least. */
  get points(): number {
    return this.#points;
  }

  /** A piece was taken: after several in a row the size doubles, up to {@link LARGEST_PIECE_POINTS}. */
  taken(): void {
    this.#takenInRow += 1;
    if (this.#takenInRow < TAKEN_BEFORE_GROWTH) return;
    this.#takenInRow = 0;
    this.#points = Math.min(LARGEST_PIECE_POINTS, 2 * this.#points);
  }

  /** A piece of so many points was refused as too large: the next has half of them. */
  refused(points: number): void {
    this.#takenInRow = 0;
    this.#points = Math.max(1, Math.floor(points / 2));
  }

  /** A single point was refused: that says nothing about the pieces without it. */
  reset(): void {
    this.#takenInRow = 0;
    this.#points = LARGEST_PIECE_POINTS;
  }
}
