import fc from 'fast-check';
import { hasWildcard, matchesPattern } from '../../lib/metrics/name-pattern';

/** The same by definition: slow, and short enough to be seen right. */
function matchesSimply(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === '*')
    return matchesSimply(rest, name) || (name !== '' && matchesSimply(pattern, name.slice(1)));
  return name !== '' && (first === '?' || first === name[0]) && matchesSimply(rest, name.slice(1));
}

describe('matchesPattern', () => {
  it.each([
    ['*', 'anything'],
    ['*', ''],
    ['http.server.*', 'http.server.duration'],
    ['*.duration', 'http.server.duration'],
    ['http.*.duration', 'http.server.duration'],
    ['http.?erver.duration', 'http.server.duration'],
    ['**', 'a'],
    ['*a*b*', 'xaxbx'],
    ['a*', 'a'],
  ])('lets %s stand for %p', (pattern, name) => {
    expect(matchesPattern(pattern, name)).toBe(true);
  });

  it.each([
    ['', 'a'],
    ['a', ''],
    ['?', ''],
    ['a', 'ab'],
    ['ab', 'a'],
    ['*b', 'ba'],
    ['http.server.*', 'http.client.duration'],
    ['http.server', 'httpxserver'],
    ['a?', 'a'],
    ['a+', 'aa'],
    ['[a]', 'a'],
  ])('does not let %p stand for %p', (pattern, name) => {
    expect(matchesPattern(pattern, name)).toBe(false);
  });

  it('knows no case', () => {
    expect(matchesPattern('HTTP.*', 'http.Server')).toBe(true);
  });

  it('agrees with the definition for any pattern and name', () => {
    const letters = (alphabet: string[]) =>
      fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(letters(['a', 'b', '*', '?']), letters(['a', 'b']), (pattern, name) => {
        expect(matchesPattern(pattern, name)).toBe(matchesSimply(pattern, name));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not run away with a pattern of many stars', () => {
    const pattern = '*a'.repeat(60);

    expect(matchesPattern(`${pattern}b`, 'a'.repeat(5_000))).toBe(false);
  });
});

describe('hasWildcard', () => {
  it.each(['*', 'a*', 'a?b'])('is true of %s', (pattern) => {
    expect(hasWildcard(pattern)).toBe(true);
  });

  it('is false of a plain name', () => {
    expect(hasWildcard('http.server.duration')).toBe(false);
  });
});
