/** What an error says, for a line of diagnostics. Anything may be thrown, also what has no text. */
export function errorMessage(error: unknown): string {
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    return `a thrown ${typeof error} without text`;
  }
}
