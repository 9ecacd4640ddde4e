import { errorMessage } from '../lib/error-message';

describe('errorMessage', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('broken'), 'broken'],
    ['a text', 'broken', 'broken'],
    ['nothing', undefined, 'undefined'],
    ['an object without text', Object.create(null), 'a thrown object without text'],
  ])('says what %s says', (_what, thrown, message) => {
    expect(errorMessage(thrown)).toBe(message);
  });
});
