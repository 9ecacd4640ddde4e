import fc from 'fast-check';
import { DEVICE_ERROR_TYPE_VALUES } from '../../lib/semconv';
import { deviceFailure } from '../../lib/signals/device-error';
import { errorFacts } from '../../lib/signals/failure';

const typeOf = (error: unknown) => deviceFailure(errorFacts(error)).errorType;
const withCode = (code: unknown, message = '') => Object.assign(new Error(message), { code });

describe('deviceFailure', () => {
  it.each([
    ['EIO', 'disconnected'],
    ['ENODEV', 'disconnected'],
    ['ENOENT', 'disconnected'],
    ['ECONNREFUSED', 'disconnected'],
    ['EACCES', 'permission'],
    ['EBUSY', 'permission'],
    ['EPROTO', 'protocol'],
    ['ETIMEDOUT', 'timeout'],
    ['EWHATEVER', '_OTHER'],
  ])("knows Node's %s as %s", (code, expected) => {
    expect(typeOf(withCode(code))).toBe(expected);
  });

  it.each([
    ['SCardTransmit error: Card was removed.(0x80100069)', 'no_card'],
    ['SCardConnect error: No smart card inserted.(0x8010000c)', 'no_card'],
    ['SCardConnect error: Sharing violation.(0x8010000b)', 'permission'],
    ['SCardListReaders error: Cannot find a smart card reader.(0x8010002e)', 'disconnected'],
    ['SCardEstablishContext error: Service not available.(0x8010001d)', 'disconnected'],
    ['SCardGetStatusChange error: Command timeout.(0x8010000a)', 'timeout'],
    ['SCardConnect error: Card is unresponsive.(0x80100066)', 'protocol'],
    ['SCardConnect error: Invalid parameter.(0x80100004)', '_OTHER'],
    ['failed with 0X8010000C', 'no_card'],
    ['failed: SCARD_W_REMOVED_CARD', 'no_card'],
    ['failed: SCARD_E_MADE_UP', '_OTHER'],
  ])('knows what PC/SC says: %s', (message, expected) => {
    expect(typeOf(new Error(message))).toBe(expected);
  });

  it.each([
    [0x80100069, 'no_card'],
    [0x80100069 | 0, 'no_card'],
    ['0x8010000C', 'no_card'],
    ['SCARD_E_TIMEOUT', 'timeout'],
    [0x80100004, '_OTHER'],
    [12, '_OTHER'],
  ])('knows the code %p of PC/SC as %s', (code, expected) => {
    expect(typeOf(withCode(code))).toBe(expected);
  });

  it.each([
    ["error: device 'emulator-5554' not found", 'disconnected'],
    ['error: device offline', 'disconnected'],
    ['error: no devices/emulators found', 'disconnected'],
    ['error: device unauthorized.', 'permission'],
    ['error: insufficient permissions for device', 'permission'],
    ['error: protocol fault (no status)', 'protocol'],
    ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'disconnected'],
    ['Error Resource temporarily unavailable Cannot lock port', 'permission'],
    ['Port is not open', 'disconnected'],
    ['Command timed out', 'timeout'],
    ['something else', '_OTHER'],
  ])('knows what ADB and serial lines say: %s', (message, expected) => {
    expect(typeOf(new Error(message))).toBe(expected);
  });

  it('knows the errors of adbkit by their names', () => {
    const named = (name: string) => Object.assign(new Error('x'), { name });

    expect(['PrematureEOFError', 'UnexpectedDataError'].map((name) => typeOf(named(name)))).toEqual([
      'disconnected',
      'protocol',
    ]);
  });

  it("keeps the modem's number", () => {
    expect(deviceFailure(errorFacts(new Error('AT+CPIN?: +CME ERROR: 10')))).toMatchObject({
      errorType: 'cme_error',
      code: 10,
    });
  });

  it('gives a type of the registry for anything that can be thrown', () => {
    fc.assert(fc.property(fc.anything(), (thrown) => DEVICE_ERROR_TYPE_VALUES.includes(typeOf(thrown))));
  });
});
