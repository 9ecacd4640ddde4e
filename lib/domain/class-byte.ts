/**
 * What a class byte belongs to: ISO 7816-4 first interindustry (0X, 1X) or further interindustry (4X to 7X), the
 * proprietary classes (8X to FE) that TS 102 221 and GlobalPlatform use, TS 51.011 (A0), reserved (2X, 3X), or
 * invalid (FF).
 */
export type ClassKind =
  | 'interindustry'
  | 'further_interindustry'
  | 'proprietary'
  | 'gsm'
  | 'reserved'
  | 'invalid';

/** Secure messaging as the class byte tells it. `proprietary` is GlobalPlatform's own format (CLA 84). */
export type SecureMessaging =
  | 'none'
  | 'proprietary'
  | 'iso_header_not_authenticated'
  | 'iso_header_authenticated'
  | 'iso_or_proprietary';

/** A class byte taken apart (ISO 7816-4:2005, 5.1.1; TS 102 221, 10.1.1; GlobalPlatform Card 2.3.1, 11.1.4). */
export interface ClassByte {
  readonly kind: ClassKind;
  /** The logical channel, 0 to 19. */
  readonly logicalChannel: number;
  readonly secureMessaging: SecureMessaging;
  /** Whether more commands of a chain follow (bit 5). */
  readonly chained: boolean;
}

const SHORT_SECURE_MESSAGING = [
  'none',
  'proprietary',
  'iso_header_not_authenticated',
  'iso_header_authenticated',
] as const satisfies readonly SecureMessaging[];

/** Coding of 0X and 8X: two bits of channel, two bits of secure messaging. */
function basicClass(cla: number, kind: ClassKind): ClassByte {
  return {
    kind,
    logicalChannel: cla & 0x03,
    secureMessaging: SHORT_SECURE_MESSAGING[(cla >> 2) & 0x03] ?? 'none',
    chained: (cla & 0x10) !== 0,
  };
}

/** Coding of 4X, 6X, CX and EX: four bits of channel, counted from 4, one bit of secure messaging. */
function furtherClass(cla: number, kind: ClassKind, secured: SecureMessaging): ClassByte {
  return {
    kind,
    logicalChannel: 4 + (cla & 0x0f),
    secureMessaging: (cla & 0x20) === 0 ? 'none' : secured,
    chained: (cla & 0x10) !== 0,
  };
}

function opaqueClass(kind: ClassKind): ClassByte {
  return { kind, logicalChannel: 0, secureMessaging: 'none', chained: false };
}

/** The coding of each class by its first digit; a proprietary class outside 8X, CX and EX says nothing that can be read. */
const CODING_BY_FIRST_DIGIT: readonly ((cla: number) => ClassByte)[] = [
  (cla) => basicClass(cla, 'interindustry'),
  (cla) => basicClass(cla, 'interindustry'),
  () => opaqueClass('reserved'),
  () => opaqueClass('reserved'),
  (cla) => furtherClass(cla, 'further_interindustry', 'iso_header_not_authenticated'),
  (cla) => furtherClass(cla, 'further_interindustry', 'iso_header_not_authenticated'),
  (cla) => furtherClass(cla, 'further_interindustry', 'iso_header_not_authenticated'),
  (cla) => furtherClass(cla, 'further_interindustry', 'iso_header_not_authenticated'),
  (cla) => basicClass(cla, 'proprietary'),
  () => opaqueClass('proprietary'),
  (cla) => opaqueClass(cla === 0xa0 ? 'gsm' : 'proprietary'),
  () => opaqueClass('proprietary'),
  (cla) => furtherClass(cla, 'proprietary', 'iso_or_proprietary'),
  () => opaqueClass('proprietary'),
  (cla) => furtherClass(cla, 'proprietary', 'iso_or_proprietary'),
  (cla) => opaqueClass(cla === 0xff ? 'invalid' : 'proprietary'),
];

const CLASS_BYTES: readonly ClassByte[] = Array.from({ length: 256 }, (_, cla) =>
  Object.freeze((CODING_BY_FIRST_DIGIT[cla >> 4] ?? (() => opaqueClass('invalid')))(cla)),
);

/** The class byte's meaning; a shared, frozen object for each of the 256 values. */
export function classByte(cla: number): ClassByte {
  return CLASS_BYTES[cla & 0xff] as ClassByte;
}
