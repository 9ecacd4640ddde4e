import { classByte, parseCommand } from '../../lib/domain';

describe('classByte', () => {
  test.each([
    [0x00, 'interindustry', 0, 'none', false],
    [0x03, 'interindustry', 3, 'none', false],
    [0x04, 'interindustry', 0, 'proprietary', false],
    [0x0c, 'interindustry', 0, 'iso_header_authenticated', false],
    [0x18, 'interindustry', 0, 'iso_header_not_authenticated', true],
    [0x20, 'reserved', 0, 'none', false],
    [0x3f, 'reserved', 0, 'none', false],
    [0x40, 'further_interindustry', 4, 'none', false],
    [0x5f, 'further_interindustry', 19, 'none', true],
    [0x6f, 'further_interindustry', 19, 'iso_header_not_authenticated', false],
    [0x71, 'further_interindustry', 5, 'iso_header_not_authenticated', true],
    [0x80, 'proprietary', 0, 'none', false],
    [0x84, 'proprietary', 0, 'proprietary', false],
    [0x91, 'proprietary', 0, 'none', false],
    [0xa0, 'gsm', 0, 'none', false],
    [0xa1, 'proprietary', 0, 'none', false],
    [0xb0, 'proprietary', 0, 'none', false],
    [0xc2, 'proprietary', 6, 'none', false],
    [0xd0, 'proprietary', 0, 'none', false],
    [0xe2, 'proprietary', 6, 'iso_or_proprietary', false],
    [0xfe, 'proprietary', 0, 'none', false],
    [0xff, 'invalid', 0, 'none', false],
  ])('reads %i as %s on channel %i', (cla, kind, logicalChannel, secureMessaging, chained) => {
    expect(classByte(cla)).toEqual({ kind, logicalChannel, secureMessaging, chained });
  });

  test('is what a parsed command says of its class', () => {
    const command = parseCommand(Uint8Array.of(0x84, 0xe2, 0, 0));
    expect(command.ok && command.class).toBe(classByte(0x84));
  });
});
