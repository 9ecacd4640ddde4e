import { STORE_DATA_ROWS, storeDataFunction } from '../../lib/domain';
import { sharedTable } from './shared-data';

describe('storeDataFunction', () => {
  test.each([
    ['BF3E03 5C015A', 'GET_EID'],
    ['BF3100', 'ENABLE_PROFILE'],
    ['BF', '_OTHER'],
    ['', '_OTHER'],
    ['BF99', '_OTHER'],
  ])('names %s %s', (hex, expected) => {
    expect(storeDataFunction(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')))).toBe(expected);
  });

  test('is unknown without data', () => {
    expect(storeDataFunction(undefined)).toBe('_OTHER');
  });

  test('knows every row of the shared table of functions', () => {
    const rows = sharedTable('sgp22-store-data.csv') ?? [{ tag: 'BF2D', function: 'GET_PROFILES_INFO' }];
    for (const { tag = '', function: name } of rows) {
      expect(storeDataFunction(Uint8Array.from(Buffer.from(tag, 'hex')))).toBe(name);
    }
    expect(Object.keys(STORE_DATA_ROWS).length).toBeGreaterThanOrEqual(rows.length);
  });
});
