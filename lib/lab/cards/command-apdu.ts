/** A C-APDU with short lengths (ISO 7816-3, 12.1). `le` is the number of bytes expected: 00 means 256. */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  readonly le?: number;
}

const HEADER_LENGTH = 4;
const MAXIMUM_LE = 256;

/** Splits a C-APDU of cases 1 to 4; undefined when its lengths do not fit (6700). Extended lengths are not known. */
export function readCommandApdu(bytes: Uint8Array): CommandApdu | undefined {
  const [cla, ins, p1, p2, p3] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const header = { cla, ins, p1, p2 };
  if (p3 === undefined) return { ...header, data: new Uint8Array() };
  if (bytes.length === HEADER_LENGTH + 1) return { ...header, data: new Uint8Array(), le: p3 || MAXIMUM_LE };
  if (p3 === 0) return undefined;
  const dataEnd = HEADER_LENGTH + 1 + p3;
  const data = bytes.subarray(HEADER_LENGTH + 1, dataEnd);
  if (bytes.length === dataEnd) return { ...header, data };
  if (bytes.length === dataEnd + 1) return { ...header, data, le: (bytes[dataEnd] ?? 0) || MAXIMUM_LE };
  return undefined;
}
