import { atErrorIn } from '../domain';
import { DEVICE_ERROR_TYPE_VALUES, type DeviceErrorType } from '../semconv';
import { type ErrorFacts, isTimeout } from './failure';

/** Codes of Node, and names of errors of the libraries for serial lines and ADB. */
const NAMES: { readonly [errorType in DeviceErrorType]?: readonly string[] } = {
  // A pulled cable is EIO on the next write of a serial line; a port that is gone is ENOENT, ENODEV or ENXIO.
  disconnected: [
    ...['EIO', 'ENODEV', 'ENXIO', 'ENOENT', 'EPIPE', 'EBADF', 'ESHUTDOWN', 'ENOTCONN', 'EOF'],
    ...['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN'],
    ...['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ERR_SOCKET_CLOSED'],
    ...['PrematureEOFError', 'DisconnectedError'],
  ],
  permission: ['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'AuthError'],
  protocol: ['EPROTO', 'EBADMSG', 'EILSEQ', 'EPROTONOSUPPORT', 'UnexpectedDataError', 'ParserError'],
};
const BY_NAME = new Map(
  DEVICE_ERROR_TYPE_VALUES.flatMap((errorType) =>
    (NAMES[errorType] ?? []).map((name): [string, DeviceErrorType] => [name, errorType]),
  ),
);

/** Return codes of PC/SC (pcsclite.h, winerror.h): name, the last two bytes after 8010, what they are here. */
const PCSC: readonly (readonly [string, number, DeviceErrorType])[] = [
  ['SCARD_F_WAITED_TOO_LONG', 0x07, 'timeout'],
  ['SCARD_E_UNKNOWN_READER', 0x09, 'disconnected'],
  ['SCARD_E_TIMEOUT', 0x0a, 'timeout'],
  ['SCARD_E_SHARING_VIOLATION', 0x0b, 'permission'],
  ['SCARD_E_NO_SMARTCARD', 0x0c, 'no_card'],
  ['SCARD_E_PROTO_MISMATCH', 0x0f, 'protocol'],
  ['SCARD_F_COMM_ERROR', 0x13, 'protocol'],
  ['SCARD_E_INVALID_ATR', 0x15, 'protocol'],
  ['SCARD_E_NOT_TRANSACTED', 0x16, 'protocol'],
  ['SCARD_E_READER_UNAVAILABLE', 0x17, 'disconnected'],
  ['SCARD_E_NO_SERVICE', 0x1d, 'disconnected'],
  ['SCARD_E_SERVICE_STOPPED', 0x1e, 'disconnected'],
  ['SCARD_E_NO_ACCESS', 0x27, 'permission'],
  ['SCARD_E_NO_READERS_AVAILABLE', 0x2e, 'disconnected'],
  ['SCARD_E_COMM_DATA_LOST', 0x2f, 'protocol'],
  ['SCARD_W_UNSUPPORTED_CARD', 0x65, 'protocol'],
  ['SCARD_W_UNRESPONSIVE_CARD', 0x66, 'protocol'],
  ['SCARD_W_UNPOWERED_CARD', 0x67, 'no_card'],
  ['SCARD_W_RESET_CARD', 0x68, 'protocol'],
  ['SCARD_W_REMOVED_CARD', 0x69, 'no_card'],
  ['SCARD_W_SECURITY_VIOLATION', 0x6a, 'permission'],
];
const PCSC_CODES = new Map(PCSC.map(([, code, errorType]) => [code, errorType]));
const PCSC_NAMES = new Map(PCSC.map(([name, , errorType]) => [name, errorType]));

/** What ADB, serial lines and PC/SC say in words, in small letters; the first that is found counts. */
const BY_TEXT: readonly (readonly [string, DeviceErrorType])[] = [
  ['device unauthorized', 'permission'],
  ['device still authorizing', 'permission'],
  ['insufficient permissions', 'permission'],
  ['no permissions', 'permission'],
  ['permission denied', 'permission'],
  ['access denied', 'permission'],
  ['resource busy', 'permission'],
  ['cannot lock port', 'permission'],
  ['no smart card', 'no_card'],
  ['card was removed', 'no_card'],
  ['card is not powered', 'no_card'],
  ['sim not inserted', 'no_card'],
  ['no devices/emulators found', 'disconnected'],
  ['no devices found', 'disconnected'],
  ['device not found', 'disconnected'],
  ['device offline', 'disconnected'],
  ['device is offline', 'disconnected'],
  ['device disconnected', 'disconnected'],
  ['failed to connect to', 'disconnected'],
  ['cannot connect to daemon', 'disconnected'],
  ['unable to connect', 'disconnected'],
  ['port is not open', 'disconnected'],
  ['no such file or directory, cannot open', 'disconnected'],
  ['no such device', 'disconnected'],
  ['input/output error', 'disconnected'],
  ['protocol fault', 'protocol'],
  ['unknown host service', 'protocol'],
  ['timed out', 'timeout'],
  ['timeout', 'timeout'],
];

/** Characters of a message that are looked at. */
const LOOKED_AT = 1_000;

/** Why a device failed. */
export interface DeviceFailure {
  readonly errorType: DeviceErrorType;
  /** The number of `+CME ERROR: n` or `+CMS ERROR: n`. */
  readonly code?: number | undefined;
  /** Whether the device said so itself: it answered. */
  readonly isAnswer?: boolean;
}

/** The bounded `error.type` of what was thrown by whatever drives a device, with the modem's number if it has one. */
export function deviceFailure(facts: ErrorFacts): DeviceFailure {
  const message = facts.message.slice(0, LOOKED_AT);
  const byModem = atErrorIn(message);
  if (byModem) return { errorType: byModem.errorType, code: byModem.code, isAnswer: true };
  return { errorType: errorTypeOf(facts, message) };
}

function errorTypeOf(facts: ErrorFacts, message: string): DeviceErrorType {
  if (isTimeout(facts)) return 'timeout';
  const pcsc = byPcscCode(facts.code) ?? PCSC_NAMES.get(facts.code) ?? byPcscText(message);
  return pcsc ?? BY_NAME.get(facts.code) ?? BY_NAME.get(facts.name) ?? byText(message) ?? '_OTHER';
}

/** A code as a number: 0x8010000C as it is, or as a signed one of 32 bits. */
function byPcscCode(code: string): DeviceErrorType | undefined {
  const value = Number(code);
  return code !== '' && value >>> 16 === 0x8010 ? PCSC_CODES.get(value & 0xffff) : undefined;
}

/** `SCardConnect error: Card was removed.(0x80100069)`, as pcsclite's wrappers have it; or the code by its name. */
function byPcscText(message: string): DeviceErrorType | undefined {
  const code = /0x8010([0-9a-f]{4})/i.exec(message)?.[1];
  const byCode = code === undefined ? undefined : PCSC_CODES.get(Number.parseInt(code, 16));
  return byCode ?? PCSC_NAMES.get(/SCARD_[A-Z_]{1,40}/.exec(message)?.[0] ?? '');
}

function byText(message: string): DeviceErrorType | undefined {
  const text = message.toLowerCase();
  const found = BY_TEXT.find(([part]) => text.includes(part));
  // ADB names the device in between: error: device 'emulator-5554' not found.
  return (
    found?.[1] ?? (text.includes("device '") && text.includes("' not found") ? 'disconnected' : undefined)
  );
}
