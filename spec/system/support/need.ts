/**
 * `describe` where everything is there that the tests need, and `describe.skip` with a line on stderr that says what is
 * missing where it is not.
 */
export function describeWith(name: string, missing: string | undefined, tests: () => void): void {
  if (missing === undefined) {
    describe(name, tests);
    return;
  }
  process.stderr.write(`skipped: ${name}: ${missing}\n`);
  describe.skip(`${name} (${missing})`, tests);
}
