import { COMMAND_TYPES, STATUS_WORD_ROWS } from '../../../lib/domain';
import { apduReferenceMarkdown } from '../../../scripts/generate/apdu-reference';

describe('the reference of APDUs', () => {
  const lines = apduReferenceMarkdown().split('\n');

  it('has every command with its class, its clause and what is secret of it', () => {
    for (const type of COMMAND_TYPES.filter((name) => name !== '_OTHER')) {
      expect(lines.some((line) => line.startsWith(`| \`${type}\` |`))).toBe(true);
    }
    expect(lines).toContain(
      '| `PUT_KEY` | 80 84 8X CX EX | D8 | GlobalPlatform Card 2.3.1, 11.8 | data |  |',
    );
    expect(lines).toContain(
      '| `GET_STATUS` | 80 84 8X CX EX | F2 | GlobalPlatform Card 2.3.1, 11.4 |  | by P1, P2 and data |',
    );
  });

  it('has every status word, with the commands whose answer it is', () => {
    for (const { pattern } of STATUS_WORD_ROWS) {
      expect(lines.some((line) => line.startsWith(`| ${pattern} |`))).toBe(true);
    }
    expect(lines).toContain(
      '| 6A88 | error | Key to replace not found | `PUT_KEY` | GlobalPlatform | added |',
    );
    expect(lines).toContain(
      '| 920x | success | Done; internal write retries: *x* | class A0 | TS 51.011 |  |',
    );
  });

  it('has the functions in STORE DATA and breaks no table', () => {
    expect(lines).toContain('| `GET_EID` | BF3E | 5.7.20 |  |');
    const widths = new Set(
      lines.filter((line) => line.startsWith('|')).map((line) => line.split(' | ').length),
    );
    expect([...widths].sort()).toEqual([4, 6]);
  });
});
