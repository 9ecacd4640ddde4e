/** Whether a figure that the application gives can be recorded: what is negative, NaN or infinite measured nothing. */
export function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
