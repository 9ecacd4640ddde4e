// Generated from semconv/registry by `npm run generate`. Do not edit: edit the registry.

/**
 * What was asked of ADB, one name out of a few; never the command line.
 *
 * The words of adb's own command line, and of the tools in the phone's shell that are called most.
 */
export const ATTR_ADB_OPERATION = 'adb.operation' as const;

/** A command in the shell of the phone. */
export const ADB_OPERATION_VALUE_SHELL = 'shell' as const;

/** A command in the shell, its output raw. */
export const ADB_OPERATION_VALUE_EXEC_OUT = 'exec-out' as const;

/** A file to the phone. */
export const ADB_OPERATION_VALUE_PUSH = 'push' as const;

/** A file from the phone. */
export const ADB_OPERATION_VALUE_PULL = 'pull' as const;

/** A directory tree to the phone. */
export const ADB_OPERATION_VALUE_SYNC = 'sync' as const;

/** An app installed. */
export const ADB_OPERATION_VALUE_INSTALL = 'install' as const;

/** An app removed. */
export const ADB_OPERATION_VALUE_UNINSTALL = 'uninstall' as const;

/** The phone started anew. */
export const ADB_OPERATION_VALUE_REBOOT = 'reboot' as const;

/** Waiting until the phone is there. */
export const ADB_OPERATION_VALUE_WAIT_FOR_DEVICE = 'wait-for-device' as const;

/** A port of the host forwarded to the phone. */
export const ADB_OPERATION_VALUE_FORWARD = 'forward' as const;

/** A port of the phone forwarded to the host. */
export const ADB_OPERATION_VALUE_REVERSE = 'reverse' as const;

/** The log of the phone. */
export const ADB_OPERATION_VALUE_LOGCAT = 'logcat' as const;

/** A system property read. */
export const ADB_OPERATION_VALUE_GETPROP = 'getprop' as const;

/** A system property written. */
export const ADB_OPERATION_VALUE_SETPROP = 'setprop' as const;

/** The state of system services. */
export const ADB_OPERATION_VALUE_DUMPSYS = 'dumpsys' as const;

/** The activity manager: an app started or stopped. */
export const ADB_OPERATION_VALUE_AM = 'am' as const;

/** The package manager. */
export const ADB_OPERATION_VALUE_PM = 'pm' as const;

/** A system service called: its telephony among them. */
export const ADB_OPERATION_VALUE_SERVICE = 'service' as const;

/** Keys and touches. */
export const ADB_OPERATION_VALUE_INPUT = 'input' as const;

/** A picture of the screen. */
export const ADB_OPERATION_VALUE_SCREENCAP = 'screencap' as const;

/** A film of the screen. */
export const ADB_OPERATION_VALUE_SCREENRECORD = 'screenrecord' as const;

/** A bug report. */
export const ADB_OPERATION_VALUE_BUGREPORT = 'bugreport' as const;

/** adbd restarted as root. */
export const ADB_OPERATION_VALUE_ROOT = 'root' as const;

/** adbd restarted without root. */
export const ADB_OPERATION_VALUE_UNROOT = 'unroot' as const;

/** Partitions mounted writable. */
export const ADB_OPERATION_VALUE_REMOUNT = 'remount' as const;

/** adbd restarted on TCP. */
export const ADB_OPERATION_VALUE_TCPIP = 'tcpip' as const;

/** adbd restarted on USB. */
export const ADB_OPERATION_VALUE_USB = 'usb' as const;

/** A connection to a phone over TCP. */
export const ADB_OPERATION_VALUE_CONNECT = 'connect' as const;

/** Its end. */
export const ADB_OPERATION_VALUE_DISCONNECT = 'disconnect' as const;

/** Pairing for a secure connection. */
export const ADB_OPERATION_VALUE_PAIR = 'pair' as const;

/** The list of phones, or its changes. */
export const ADB_OPERATION_VALUE_DEVICES = 'devices' as const;

/** The state of the phone. */
export const ADB_OPERATION_VALUE_GET_STATE = 'get-state' as const;

/** The ADB server started. */
export const ADB_OPERATION_VALUE_START_SERVER = 'start-server' as const;

/** The ADB server stopped. */
export const ADB_OPERATION_VALUE_KILL_SERVER = 'kill-server' as const;

/** An operation that this list does not know. */
export const ADB_OPERATION_VALUE_OTHER = '_OTHER' as const;

/** Every value: what was asked of ADB, one name out of a few; never the command line. */
export const ADB_OPERATION_VALUES = [
  ADB_OPERATION_VALUE_SHELL,
  ADB_OPERATION_VALUE_EXEC_OUT,
  ADB_OPERATION_VALUE_PUSH,
  ADB_OPERATION_VALUE_PULL,
  ADB_OPERATION_VALUE_SYNC,
  ADB_OPERATION_VALUE_INSTALL,
  ADB_OPERATION_VALUE_UNINSTALL,
  ADB_OPERATION_VALUE_REBOOT,
  ADB_OPERATION_VALUE_WAIT_FOR_DEVICE,
  ADB_OPERATION_VALUE_FORWARD,
  ADB_OPERATION_VALUE_REVERSE,
  ADB_OPERATION_VALUE_LOGCAT,
  ADB_OPERATION_VALUE_GETPROP,
  ADB_OPERATION_VALUE_SETPROP,
  ADB_OPERATION_VALUE_DUMPSYS,
  ADB_OPERATION_VALUE_AM,
  ADB_OPERATION_VALUE_PM,
  ADB_OPERATION_VALUE_SERVICE,
  ADB_OPERATION_VALUE_INPUT,
  ADB_OPERATION_VALUE_SCREENCAP,
  ADB_OPERATION_VALUE_SCREENRECORD,
  ADB_OPERATION_VALUE_BUGREPORT,
  ADB_OPERATION_VALUE_ROOT,
  ADB_OPERATION_VALUE_UNROOT,
  ADB_OPERATION_VALUE_REMOUNT,
  ADB_OPERATION_VALUE_TCPIP,
  ADB_OPERATION_VALUE_USB,
  ADB_OPERATION_VALUE_CONNECT,
  ADB_OPERATION_VALUE_DISCONNECT,
  ADB_OPERATION_VALUE_PAIR,
  ADB_OPERATION_VALUE_DEVICES,
  ADB_OPERATION_VALUE_GET_STATE,
  ADB_OPERATION_VALUE_START_SERVER,
  ADB_OPERATION_VALUE_KILL_SERVER,
  ADB_OPERATION_VALUE_OTHER,
] as const;

/** What was asked of ADB, one name out of a few; never the command line. */
export type AdbOperation = (typeof ADB_OPERATION_VALUES)[number];

/**
 * Class byte of the command, two upper-case hexadecimal digits.
 *
 * @example 00
 */
export const ATTR_APDU_CLA = 'apdu.cla' as const;

/**
 * The command, named from its class and instruction bytes together.
 *
 * The same instruction byte means different commands in ISO/IEC 7816-4, GlobalPlatform Card Specification
 * and ETSI TS 102 221, so CLA and INS decide together. A pair that no table knows is `_OTHER`: a hostile or
 * broken card application cannot grow the number of series.
 *
 * @example SELECT
 */
export const ATTR_APDU_COMMAND_TYPE = 'apdu.command_type' as const;

/**
 * What the command does beyond its name, from P1, P2 or, in STORE DATA, from the SGP.22 function in it.
 *
 * One of a bounded list for SELECT, INSTALL, LOAD, DELETE, GET STATUS, SET STATUS, MANAGE CHANNEL, STORE
 * DATA and the PIN commands that only ask for the tries left; `docs/apdu-reference.md` lists the functions.
 * Left out where the standards define none.
 *
 * @example by_df_name
 */
export const ATTR_APDU_COMMAND_VARIANT = 'apdu.command_variant' as const;

/** Which way the bytes went, seen from the host. */
export const ATTR_APDU_DIRECTION = 'apdu.direction' as const;

/** Towards the card (C-APDUs). */
export const APDU_DIRECTION_VALUE_SENT = 'sent' as const;

/** From the card (R-APDUs). */
export const APDU_DIRECTION_VALUE_RECEIVED = 'received' as const;

/** Every value: which way the bytes went, seen from the host. */
export const APDU_DIRECTION_VALUES = [APDU_DIRECTION_VALUE_SENT, APDU_DIRECTION_VALUE_RECEIVED] as const;

/** Which way the bytes went, seen from the host. */
export type ApduDirection = (typeof APDU_DIRECTION_VALUES)[number];

/**
 * Instruction byte of the command, two upper-case hexadecimal digits.
 *
 * @example A4
 */
export const ATTR_APDU_INS = 'apdu.ins' as const;

/**
 * First parameter byte of the command, two upper-case hexadecimal digits.
 *
 * @example 04
 */
export const ATTR_APDU_P1 = 'apdu.p1' as const;

/**
 * Second parameter byte of the command, two upper-case hexadecimal digits.
 *
 * @example 00
 */
export const ATTR_APDU_P2 = 'apdu.p2' as const;

/**
 * What is wrong with the command as it was sent, or why it has no name; absent from well-formed, known
 * commands.
 *
 * A malformed command is still named by its header, and its span says here how it is malformed: the first
 * thing to look at when a card answers 6700 or nothing. A well-formed command that is `_OTHER` has the
 * reason for that.
 */
export const ATTR_APDU_PARSE_ERROR = 'apdu.parse_error' as const;

/** What was to be sent is no array of bytes. */
export const APDU_PARSE_ERROR_VALUE_NOT_BYTES = 'not_bytes' as const;

/** Fewer bytes than the four of a header. */
export const APDU_PARSE_ERROR_VALUE_TOO_SHORT = 'too_short' as const;

/** Less data than Lc says. */
export const APDU_PARSE_ERROR_VALUE_TRUNCATED = 'truncated' as const;

/** More bytes than Lc and Le account for. */
export const APDU_PARSE_ERROR_VALUE_TRAILING_BYTES = 'trailing_bytes' as const;

/** A length field that none of the four cases allows. */
export const APDU_PARSE_ERROR_VALUE_BAD_LENGTH = 'bad_length' as const;

/** The class FF, which no command may have. */
export const APDU_PARSE_ERROR_VALUE_INVALID_CLASS = 'invalid_class' as const;

/** A class that ISO 7816-4 keeps back (2X, 3X). */
export const APDU_PARSE_ERROR_VALUE_RESERVED_CLASS = 'reserved_class' as const;

/** A proprietary class in which no table has a command. */
export const APDU_PARSE_ERROR_VALUE_UNKNOWN_CLASS = 'unknown_class' as const;

/** An instruction that cannot be (6X, 9X). */
export const APDU_PARSE_ERROR_VALUE_INVALID_INSTRUCTION = 'invalid_instruction' as const;

/** An instruction that no table has in this class. */
export const APDU_PARSE_ERROR_VALUE_UNKNOWN_INSTRUCTION = 'unknown_instruction' as const;

/**
 * Every value: what is wrong with the command as it was sent, or why it has no name; absent from
 * well-formed, known commands.
 */
export const APDU_PARSE_ERROR_VALUES = [
  APDU_PARSE_ERROR_VALUE_NOT_BYTES,
  APDU_PARSE_ERROR_VALUE_TOO_SHORT,
  APDU_PARSE_ERROR_VALUE_TRUNCATED,
  APDU_PARSE_ERROR_VALUE_TRAILING_BYTES,
  APDU_PARSE_ERROR_VALUE_BAD_LENGTH,
  APDU_PARSE_ERROR_VALUE_INVALID_CLASS,
  APDU_PARSE_ERROR_VALUE_RESERVED_CLASS,
  APDU_PARSE_ERROR_VALUE_UNKNOWN_CLASS,
  APDU_PARSE_ERROR_VALUE_INVALID_INSTRUCTION,
  APDU_PARSE_ERROR_VALUE_UNKNOWN_INSTRUCTION,
] as const;

/**
 * What is wrong with the command as it was sent, or why it has no name; absent from well-formed, known
 * commands.
 */
export type ApduParseError = (typeof APDU_PARSE_ERROR_VALUES)[number];

/**
 * Length of the whole C-APDU in bytes, header included.
 *
 * @example 5
 */
export const ATTR_APDU_REQUEST_SIZE = 'apdu.request.size' as const;

/**
 * Length of the whole R-APDU in bytes, status word included.
 *
 * @example 2
 */
export const ATTR_APDU_RESPONSE_SIZE = 'apdu.response.size' as const;

/** What the status word means for the one who sent the command. */
export const ATTR_APDU_STATUS_CATEGORY = 'apdu.status_category' as const;

/** 9000, 61xx, 91xx, 920x and 9Fxx: the command was carried out. */
export const APDU_STATUS_CATEGORY_VALUE_SUCCESS = 'success' as const;

/** 62xx, 63xx and 6Cxx: carried out with a remark, or a hint to send it again with another length. */
export const APDU_STATUS_CATEGORY_VALUE_WARNING = 'warning' as const;

/** Everything else, 9240 among it; also 63Cx in answer to VERIFY or CHANGE PIN (a wrong PIN). */
export const APDU_STATUS_CATEGORY_VALUE_ERROR = 'error' as const;

/** Every value: what the status word means for the one who sent the command. */
export const APDU_STATUS_CATEGORY_VALUES = [
  APDU_STATUS_CATEGORY_VALUE_SUCCESS,
  APDU_STATUS_CATEGORY_VALUE_WARNING,
  APDU_STATUS_CATEGORY_VALUE_ERROR,
] as const;

/** What the status word means for the one who sent the command. */
export type ApduStatusCategory = (typeof APDU_STATUS_CATEGORY_VALUES)[number];

/**
 * The status word (SW1 SW2) the card answered with.
 *
 * Four upper-case hexadecimal digits on a span, exactly as the card sent them. As a metric label the
 * variable part is collapsed (`61xx`, `6Cxx`, `91xx`, `92xx`, `9Fxx`, `63Cx`) and a word outside the known
 * tables becomes `_OTHER`, so that the number of series stays bounded whatever a card answers.
 *
 * @example 9000
 */
export const ATTR_APDU_STATUS_WORD = 'apdu.status_word' as const;

/**
 * The AT command's name alone, never its parameters.
 *
 * @example AT+CIMI
 */
export const ATTR_AT_COMMAND = 'at.command' as const;

/**
 * The number in +CME ERROR or +CMS ERROR.
 *
 * @example 10
 */
export const ATTR_AT_ERROR_CODE = 'at.error.code' as const;

/**
 * The bearer a BIP channel runs over.
 *
 * ETSI TS 102 223, bearer description.
 */
export const ATTR_BIP_BEARER_TYPE = 'bip.bearer_type' as const;

/** Circuit-switched data. */
export const BIP_BEARER_TYPE_VALUE_CSD = 'csd' as const;

/** GPRS, UTRAN packet service and E-UTRAN. */
export const BIP_BEARER_TYPE_VALUE_PACKET = 'packet' as const;

/** The terminal's default bearer. */
export const BIP_BEARER_TYPE_VALUE_DEFAULT = 'default' as const;

/** A local link of unstated technology. */
export const BIP_BEARER_TYPE_VALUE_LOCAL = 'local' as const;

/** Bluetooth. */
export const BIP_BEARER_TYPE_VALUE_BLUETOOTH = 'bluetooth' as const;

/** Infrared. */
export const BIP_BEARER_TYPE_VALUE_IRDA = 'irda' as const;

/** Serial line. */
export const BIP_BEARER_TYPE_VALUE_RS232 = 'rs232' as const;

/** cdma2000 packet service. */
export const BIP_BEARER_TYPE_VALUE_CDMA2000 = 'cdma2000' as const;

/** UTRAN packet service with extended parameters. */
export const BIP_BEARER_TYPE_VALUE_UTRAN = 'utran' as const;

/** E-UTRAN with extended parameters. */
export const BIP_BEARER_TYPE_VALUE_EUTRAN = 'eutran' as const;

/** Wireless LAN. */
export const BIP_BEARER_TYPE_VALUE_WLAN = 'wlan' as const;

/** NG-RAN (5G). */
export const BIP_BEARER_TYPE_VALUE_NG_RAN = 'ng-ran' as const;

/** A bearer the tables do not know. */
export const BIP_BEARER_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: the bearer a BIP channel runs over. */
export const BIP_BEARER_TYPE_VALUES = [
  BIP_BEARER_TYPE_VALUE_CSD,
  BIP_BEARER_TYPE_VALUE_PACKET,
  BIP_BEARER_TYPE_VALUE_DEFAULT,
  BIP_BEARER_TYPE_VALUE_LOCAL,
  BIP_BEARER_TYPE_VALUE_BLUETOOTH,
  BIP_BEARER_TYPE_VALUE_IRDA,
  BIP_BEARER_TYPE_VALUE_RS232,
  BIP_BEARER_TYPE_VALUE_CDMA2000,
  BIP_BEARER_TYPE_VALUE_UTRAN,
  BIP_BEARER_TYPE_VALUE_EUTRAN,
  BIP_BEARER_TYPE_VALUE_WLAN,
  BIP_BEARER_TYPE_VALUE_NG_RAN,
  BIP_BEARER_TYPE_VALUE_OTHER,
] as const;

/** The bearer a BIP channel runs over. */
export type BipBearerType = (typeof BIP_BEARER_TYPE_VALUES)[number];

/**
 * Bytes the card received over the BIP channel.
 *
 * @example 2048
 */
export const ATTR_BIP_BYTES_RECEIVED = 'bip.bytes.received' as const;

/**
 * Bytes the card sent over the BIP channel.
 *
 * @example 512
 */
export const ATTR_BIP_BYTES_SENT = 'bip.bytes.sent' as const;

/**
 * Channel identifier that the terminal gave, 1 to 7.
 *
 * @example 1
 */
export const ATTR_BIP_CHANNEL_ID = 'bip.channel.id' as const;

/** How a BIP channel was closed. */
export const ATTR_BIP_CLOSE_STATUS = 'bip.close.status' as const;

/** Closed by CLOSE CHANNEL. */
export const BIP_CLOSE_STATUS_VALUE_NORMAL = 'normal' as const;

/** Closed by an error; error.type says which. */
export const BIP_CLOSE_STATUS_VALUE_ERROR = 'error' as const;

/** Closed because nothing came in time. */
export const BIP_CLOSE_STATUS_VALUE_TIMEOUT = 'timeout' as const;

/** Every value: how a BIP channel was closed. */
export const BIP_CLOSE_STATUS_VALUES = [
  BIP_CLOSE_STATUS_VALUE_NORMAL,
  BIP_CLOSE_STATUS_VALUE_ERROR,
  BIP_CLOSE_STATUS_VALUE_TIMEOUT,
] as const;

/** How a BIP channel was closed. */
export type BipCloseStatus = (typeof BIP_CLOSE_STATUS_VALUES)[number];

/**
 * How long the BIP channel was open, in seconds.
 *
 * @example 12.5
 */
export const ATTR_BIP_CONNECTION_DURATION = 'bip.connection.duration' as const;

/** Which way the bytes of a BIP channel went, seen from the card. */
export const ATTR_BIP_DIRECTION = 'bip.direction' as const;

/** SEND DATA; from the card to the network. */
export const BIP_DIRECTION_VALUE_SENT = 'sent' as const;

/** RECEIVE DATA; from the network to the card. */
export const BIP_DIRECTION_VALUE_RECEIVED = 'received' as const;

/** Every value: which way the bytes of a BIP channel went, seen from the card. */
export const BIP_DIRECTION_VALUES = [BIP_DIRECTION_VALUE_SENT, BIP_DIRECTION_VALUE_RECEIVED] as const;

/** Which way the bytes of a BIP channel went, seen from the card. */
export type BipDirection = (typeof BIP_DIRECTION_VALUES)[number];

/**
 * One line about the application.
 *
 * @example CardLink OTA admin server
 */
export const ATTR_DESCRIPTION = 'description' as const;

/**
 * What was asked of the device, one name out of a few.
 *
 * For a phone what `adb.operation` says, for a reader what `reader.operation` says, for a modem
 * `at_command`.
 */
export const ATTR_DEVICE_OPERATION = 'device.operation' as const;

/** An AT command to a modem. */
export const DEVICE_OPERATION_VALUE_AT_COMMAND = 'at_command' as const;

/** The port or handle opened. */
export const DEVICE_OPERATION_VALUE_OPEN = 'open' as const;

/** The port or handle closed. */
export const DEVICE_OPERATION_VALUE_CLOSE = 'close' as const;

/** Data read. */
export const DEVICE_OPERATION_VALUE_READ = 'read' as const;

/** Data written. */
export const DEVICE_OPERATION_VALUE_WRITE = 'write' as const;

/** An APDU exchanged. */
export const DEVICE_OPERATION_VALUE_TRANSMIT = 'transmit' as const;

/** The state asked. */
export const DEVICE_OPERATION_VALUE_STATUS = 'status' as const;

/** The device or its card reset. */
export const DEVICE_OPERATION_VALUE_RESET = 'reset' as const;

/** The device or its card switched on. */
export const DEVICE_OPERATION_VALUE_POWER_ON = 'power_on' as const;

/** The device or its card switched off. */
export const DEVICE_OPERATION_VALUE_POWER_OFF = 'power_off' as const;

/** Settings changed. */
export const DEVICE_OPERATION_VALUE_CONFIGURE = 'configure' as const;

/** Maker, model or serial number asked. */
export const DEVICE_OPERATION_VALUE_IDENTIFY = 'identify' as const;

/** A command in the shell of the phone. */
export const DEVICE_OPERATION_VALUE_SHELL = 'shell' as const;

/** A command in the shell, its output raw. */
export const DEVICE_OPERATION_VALUE_EXEC_OUT = 'exec-out' as const;

/** A file to the phone. */
export const DEVICE_OPERATION_VALUE_PUSH = 'push' as const;

/** A file from the phone. */
export const DEVICE_OPERATION_VALUE_PULL = 'pull' as const;

/** A directory tree to the phone. */
export const DEVICE_OPERATION_VALUE_SYNC = 'sync' as const;

/** An app installed. */
export const DEVICE_OPERATION_VALUE_INSTALL = 'install' as const;

/** An app removed. */
export const DEVICE_OPERATION_VALUE_UNINSTALL = 'uninstall' as const;

/** The phone started anew. */
export const DEVICE_OPERATION_VALUE_REBOOT = 'reboot' as const;

/** Waiting until the phone is there. */
export const DEVICE_OPERATION_VALUE_WAIT_FOR_DEVICE = 'wait-for-device' as const;

/** A port of the host forwarded to the phone. */
export const DEVICE_OPERATION_VALUE_FORWARD = 'forward' as const;

/** A port of the phone forwarded to the host. */
export const DEVICE_OPERATION_VALUE_REVERSE = 'reverse' as const;

/** The log of the phone. */
export const DEVICE_OPERATION_VALUE_LOGCAT = 'logcat' as const;

/** A system property read. */
export const DEVICE_OPERATION_VALUE_GETPROP = 'getprop' as const;

/** A system property written. */
export const DEVICE_OPERATION_VALUE_SETPROP = 'setprop' as const;

/** The state of system services. */
export const DEVICE_OPERATION_VALUE_DUMPSYS = 'dumpsys' as const;

/** The activity manager: an app started or stopped. */
export const DEVICE_OPERATION_VALUE_AM = 'am' as const;

/** The package manager. */
export const DEVICE_OPERATION_VALUE_PM = 'pm' as const;

/** A system service called: its telephony among them. */
export const DEVICE_OPERATION_VALUE_SERVICE = 'service' as const;

/** Keys and touches. */
export const DEVICE_OPERATION_VALUE_INPUT = 'input' as const;

/** A picture of the screen. */
export const DEVICE_OPERATION_VALUE_SCREENCAP = 'screencap' as const;

/** A film of the screen. */
export const DEVICE_OPERATION_VALUE_SCREENRECORD = 'screenrecord' as const;

/** A bug report. */
export const DEVICE_OPERATION_VALUE_BUGREPORT = 'bugreport' as const;

/** adbd restarted as root. */
export const DEVICE_OPERATION_VALUE_ROOT = 'root' as const;

/** adbd restarted without root. */
export const DEVICE_OPERATION_VALUE_UNROOT = 'unroot' as const;

/** Partitions mounted writable. */
export const DEVICE_OPERATION_VALUE_REMOUNT = 'remount' as const;

/** adbd restarted on TCP. */
export const DEVICE_OPERATION_VALUE_TCPIP = 'tcpip' as const;

/** adbd restarted on USB. */
export const DEVICE_OPERATION_VALUE_USB = 'usb' as const;

/** A connection to a phone over TCP. */
export const DEVICE_OPERATION_VALUE_CONNECT = 'connect' as const;

/** Its end. */
export const DEVICE_OPERATION_VALUE_DISCONNECT = 'disconnect' as const;

/** Pairing for a secure connection. */
export const DEVICE_OPERATION_VALUE_PAIR = 'pair' as const;

/** The list of phones, or its changes. */
export const DEVICE_OPERATION_VALUE_DEVICES = 'devices' as const;

/** The state of the phone. */
export const DEVICE_OPERATION_VALUE_GET_STATE = 'get-state' as const;

/** The ADB server started. */
export const DEVICE_OPERATION_VALUE_START_SERVER = 'start-server' as const;

/** The ADB server stopped. */
export const DEVICE_OPERATION_VALUE_KILL_SERVER = 'kill-server' as const;

/** An operation that this list does not know. */
export const DEVICE_OPERATION_VALUE_OTHER = '_OTHER' as const;

/** Every value: what was asked of the device, one name out of a few. */
export const DEVICE_OPERATION_VALUES = [
  DEVICE_OPERATION_VALUE_AT_COMMAND,
  DEVICE_OPERATION_VALUE_OPEN,
  DEVICE_OPERATION_VALUE_CLOSE,
  DEVICE_OPERATION_VALUE_READ,
  DEVICE_OPERATION_VALUE_WRITE,
  DEVICE_OPERATION_VALUE_TRANSMIT,
  DEVICE_OPERATION_VALUE_STATUS,
  DEVICE_OPERATION_VALUE_RESET,
  DEVICE_OPERATION_VALUE_POWER_ON,
  DEVICE_OPERATION_VALUE_POWER_OFF,
  DEVICE_OPERATION_VALUE_CONFIGURE,
  DEVICE_OPERATION_VALUE_IDENTIFY,
  DEVICE_OPERATION_VALUE_SHELL,
  DEVICE_OPERATION_VALUE_EXEC_OUT,
  DEVICE_OPERATION_VALUE_PUSH,
  DEVICE_OPERATION_VALUE_PULL,
  DEVICE_OPERATION_VALUE_SYNC,
  DEVICE_OPERATION_VALUE_INSTALL,
  DEVICE_OPERATION_VALUE_UNINSTALL,
  DEVICE_OPERATION_VALUE_REBOOT,
  DEVICE_OPERATION_VALUE_WAIT_FOR_DEVICE,
  DEVICE_OPERATION_VALUE_FORWARD,
  DEVICE_OPERATION_VALUE_REVERSE,
  DEVICE_OPERATION_VALUE_LOGCAT,
  DEVICE_OPERATION_VALUE_GETPROP,
  DEVICE_OPERATION_VALUE_SETPROP,
  DEVICE_OPERATION_VALUE_DUMPSYS,
  DEVICE_OPERATION_VALUE_AM,
  DEVICE_OPERATION_VALUE_PM,
  DEVICE_OPERATION_VALUE_SERVICE,
  DEVICE_OPERATION_VALUE_INPUT,
  DEVICE_OPERATION_VALUE_SCREENCAP,
  DEVICE_OPERATION_VALUE_SCREENRECORD,
  DEVICE_OPERATION_VALUE_BUGREPORT,
  DEVICE_OPERATION_VALUE_ROOT,
  DEVICE_OPERATION_VALUE_UNROOT,
  DEVICE_OPERATION_VALUE_REMOUNT,
  DEVICE_OPERATION_VALUE_TCPIP,
  DEVICE_OPERATION_VALUE_USB,
  DEVICE_OPERATION_VALUE_CONNECT,
  DEVICE_OPERATION_VALUE_DISCONNECT,
  DEVICE_OPERATION_VALUE_PAIR,
  DEVICE_OPERATION_VALUE_DEVICES,
  DEVICE_OPERATION_VALUE_GET_STATE,
  DEVICE_OPERATION_VALUE_START_SERVER,
  DEVICE_OPERATION_VALUE_KILL_SERVER,
  DEVICE_OPERATION_VALUE_OTHER,
] as const;

/** What was asked of the device, one name out of a few. */
export type DeviceOperation = (typeof DEVICE_OPERATION_VALUES)[number];

/**
 * The kind of device that holds the card.
 *
 * On a PSK-TLS socket the server cannot know it; the application says so, else it is `unknown`.
 */
export const ATTR_DEVICE_TYPE = 'device.type' as const;

/** A phone, driven over ADB. */
export const DEVICE_TYPE_VALUE_PHONE = 'phone' as const;

/** A modem, driven with AT commands. */
export const DEVICE_TYPE_VALUE_MODEM = 'modem' as const;

/** A PC/SC reader. */
export const DEVICE_TYPE_VALUE_READER = 'reader' as const;

/** A simulated card or device. */
export const DEVICE_TYPE_VALUE_SIMULATOR = 'simulator' as const;

/** Nobody said what is behind the connection. */
export const DEVICE_TYPE_VALUE_UNKNOWN = 'unknown' as const;

/** The application named something else. */
export const DEVICE_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: the kind of device that holds the card. */
export const DEVICE_TYPE_VALUES = [
  DEVICE_TYPE_VALUE_PHONE,
  DEVICE_TYPE_VALUE_MODEM,
  DEVICE_TYPE_VALUE_READER,
  DEVICE_TYPE_VALUE_SIMULATOR,
  DEVICE_TYPE_VALUE_UNKNOWN,
  DEVICE_TYPE_VALUE_OTHER,
] as const;

/** The kind of device that holds the card. */
export type DeviceType = (typeof DEVICE_TYPE_VALUES)[number];

/**
 * Name under which a health check was registered.
 *
 * @example database
 */
export const ATTR_HEALTH_CHECK_NAME = 'health.check.name' as const;

/** Outcome of the same health check the time before. */
export const ATTR_HEALTH_PREVIOUS_STATUS = 'health.previous_status' as const;

/** All was well. */
export const HEALTH_PREVIOUS_STATUS_VALUE_HEALTHY = 'healthy' as const;

/** It worked with restrictions. */
export const HEALTH_PREVIOUS_STATUS_VALUE_DEGRADED = 'degraded' as const;

/** It did not work. */
export const HEALTH_PREVIOUS_STATUS_VALUE_UNHEALTHY = 'unhealthy' as const;

/** The check had not run before. */
export const HEALTH_PREVIOUS_STATUS_VALUE_UNKNOWN = 'unknown' as const;

/** Every value: outcome of the same health check the time before. */
export const HEALTH_PREVIOUS_STATUS_VALUES = [
  HEALTH_PREVIOUS_STATUS_VALUE_HEALTHY,
  HEALTH_PREVIOUS_STATUS_VALUE_DEGRADED,
  HEALTH_PREVIOUS_STATUS_VALUE_UNHEALTHY,
  HEALTH_PREVIOUS_STATUS_VALUE_UNKNOWN,
] as const;

/** Outcome of the same health check the time before. */
export type HealthPreviousStatus = (typeof HEALTH_PREVIOUS_STATUS_VALUES)[number];

/** Outcome of a health check. */
export const ATTR_HEALTH_STATUS = 'health.status' as const;

/** All is well (1 on the gauge). */
export const HEALTH_STATUS_VALUE_HEALTHY = 'healthy' as const;

/** It works with restrictions (0.5 on the gauge). */
export const HEALTH_STATUS_VALUE_DEGRADED = 'degraded' as const;

/** It does not work (0 on the gauge). */
export const HEALTH_STATUS_VALUE_UNHEALTHY = 'unhealthy' as const;

/** Every value: outcome of a health check. */
export const HEALTH_STATUS_VALUES = [
  HEALTH_STATUS_VALUE_HEALTHY,
  HEALTH_STATUS_VALUE_DEGRADED,
  HEALTH_STATUS_VALUE_UNHEALTHY,
] as const;

/** Outcome of a health check. */
export type HealthStatus = (typeof HEALTH_STATUS_VALUES)[number];

/**
 * The component that wrote a log record.
 *
 * @example apdu
 */
export const ATTR_LOG_COMPONENT = 'log.component' as const;

/** Level of a log record. */
export const ATTR_LOG_LEVEL = 'log.level' as const;

export const LOG_LEVEL_VALUE_DEBUG = 'debug' as const;

export const LOG_LEVEL_VALUE_INFO = 'info' as const;

export const LOG_LEVEL_VALUE_WARNING = 'warning' as const;

export const LOG_LEVEL_VALUE_ERROR = 'error' as const;

export const LOG_LEVEL_VALUE_CRITICAL = 'critical' as const;

/** Every value: level of a log record. */
export const LOG_LEVEL_VALUES = [
  LOG_LEVEL_VALUE_DEBUG,
  LOG_LEVEL_VALUE_INFO,
  LOG_LEVEL_VALUE_WARNING,
  LOG_LEVEL_VALUE_ERROR,
  LOG_LEVEL_VALUE_CRITICAL,
] as const;

/** Level of a log record. */
export type LogLevel = (typeof LOG_LEVEL_VALUES)[number];

/**
 * The most distinct attribute sets an instrument may have.
 *
 * @example 1000
 */
export const ATTR_METRIC_CARDINALITY_LIMIT = 'metric.cardinality.limit' as const;

/**
 * Name of the application.
 *
 * @example cardlink
 */
export const ATTR_NAME = 'name' as const;

/**
 * Version of Node.js the process runs on.
 *
 * @example v20.20.2
 */
export const ATTR_NODEJS_VERSION = 'nodejs_version' as const;

/**
 * What is exported and where to, without credentials.
 *
 * @example traces grpc http://localhost:4317
 */
export const ATTR_OBSERVABILITY_EXPORTERS = 'observability.exporters' as const;

/**
 * Where the health endpoint listens.
 *
 * @example http://localhost:8081/health
 */
export const ATTR_OBSERVABILITY_HEALTH_URL = 'observability.health.url' as const;

/**
 * Where the metrics endpoint listens.
 *
 * @example http://localhost:9090/metrics
 */
export const ATTR_OBSERVABILITY_METRICS_URL = 'observability.metrics.url' as const;

/**
 * The settings that differ from their defaults, with their origin; secrets masked.
 *
 * @example metrics.port=9464 (GP_METRICS_PORT)
 */
export const ATTR_OBSERVABILITY_SETTINGS = 'observability.settings' as const;

/** Why observability stopped. */
export const ATTR_OBSERVABILITY_STOP_REASON = 'observability.stop.reason' as const;

/** The process was asked to end by a signal. */
export const OBSERVABILITY_STOP_REASON_VALUE_SIGNAL = 'signal' as const;

/** The process had nothing left to do. */
export const OBSERVABILITY_STOP_REASON_VALUE_IDLE = 'idle' as const;

/** The application called shutdown(). */
export const OBSERVABILITY_STOP_REASON_VALUE_CALL = 'call' as const;

/** Every value: why observability stopped. */
export const OBSERVABILITY_STOP_REASON_VALUES = [
  OBSERVABILITY_STOP_REASON_VALUE_SIGNAL,
  OBSERVABILITY_STOP_REASON_VALUE_IDLE,
  OBSERVABILITY_STOP_REASON_VALUE_CALL,
] as const;

/** Why observability stopped. */
export type ObservabilityStopReason = (typeof OBSERVABILITY_STOP_REASON_VALUES)[number];

/**
 * How long observability had run, in seconds.
 *
 * @example 3600.5
 */
export const ATTR_OBSERVABILITY_UPTIME = 'observability.uptime' as const;

/**
 * Version of this package.
 *
 * @example 0.1.0
 */
export const ATTR_OBSERVABILITY_VERSION = 'observability.version' as const;

/**
 * Name of the OpenTelemetry instrument the figure is about.
 *
 * @example cardlink.apdu.responses
 */
export const ATTR_OTEL_METRIC_NAME = 'otel.metric.name' as const;

/**
 * Operating system and architecture the process runs on.
 *
 * @example linux-x64
 */
export const ATTR_PLATFORM = 'platform' as const;

/** The kind of memory. */
export const ATTR_PROCESS_MEMORY_TYPE = 'process.memory.type' as const;

/** Resident set size. */
export const PROCESS_MEMORY_TYPE_VALUE_RSS = 'rss' as const;

/** Virtual memory size. */
export const PROCESS_MEMORY_TYPE_VALUE_VMS = 'vms' as const;

/** Every value: the kind of memory. */
export const PROCESS_MEMORY_TYPE_VALUES = [
  PROCESS_MEMORY_TYPE_VALUE_RSS,
  PROCESS_MEMORY_TYPE_VALUE_VMS,
] as const;

/** The kind of memory. */
export type ProcessMemoryType = (typeof PROCESS_MEMORY_TYPE_VALUES)[number];

/** What was asked of the PC/SC reader. */
export const ATTR_READER_OPERATION = 'reader.operation' as const;

/** SCardConnect. */
export const READER_OPERATION_VALUE_CONNECT = 'connect' as const;

/** SCardTransmit. */
export const READER_OPERATION_VALUE_TRANSMIT = 'transmit' as const;

/** SCardStatus and SCardGetStatusChange. */
export const READER_OPERATION_VALUE_STATUS = 'status' as const;

/** SCardDisconnect. */
export const READER_OPERATION_VALUE_DISCONNECT = 'disconnect' as const;

/** Every value: what was asked of the PC/SC reader. */
export const READER_OPERATION_VALUES = [
  READER_OPERATION_VALUE_CONNECT,
  READER_OPERATION_VALUE_TRANSMIT,
  READER_OPERATION_VALUE_STATUS,
  READER_OPERATION_VALUE_DISCONNECT,
] as const;

/** What was asked of the PC/SC reader. */
export type ReaderOperation = (typeof READER_OPERATION_VALUES)[number];

/** Which rule of redaction removed or replaced a value. */
export const ATTR_REDACTION_RULE = 'redaction.rule' as const;

/** A secret known by its value. */
export const REDACTION_RULE_VALUE_KNOWN_SECRET = 'known_secret' as const;

/** The value of a key that names a secret. */
export const REDACTION_RULE_VALUE_SECRET_KEY = 'secret_key' as const;

/** What stands behind the name of a secret in text. */
export const REDACTION_RULE_VALUE_KEY_VALUE = 'key_value' as const;

/** Bearer and Basic credentials. */
export const REDACTION_RULE_VALUE_AUTHORIZATION = 'authorization' as const;

/** User and password of a URL. */
export const REDACTION_RULE_VALUE_URL_CREDENTIALS = 'url_credentials' as const;

/** A PEM block. */
export const REDACTION_RULE_VALUE_PEM_BLOCK = 'pem_block' as const;

/** A key with the prefix of a service. */
export const REDACTION_RULE_VALUE_API_KEY = 'api_key' as const;

/** A JSON Web Token. */
export const REDACTION_RULE_VALUE_JWT = 'jwt' as const;

/** The data of a C-APDU that carries secrets. */
export const REDACTION_RULE_VALUE_APDU_DATA = 'apdu_data' as const;

/** Raw bytes. */
export const REDACTION_RULE_VALUE_BYTES = 'bytes' as const;

/** An e-mail address. */
export const REDACTION_RULE_VALUE_EMAIL = 'email' as const;

/** A payment card number, but for its last four digits. */
export const REDACTION_RULE_VALUE_CARD_NUMBER = 'card_number' as const;

/** A US social security number. */
export const REDACTION_RULE_VALUE_SSN = 'ssn' as const;

/** A PSK identity. */
export const REDACTION_RULE_VALUE_PSK_IDENTITY = 'psk_identity' as const;

/** An ICCID. */
export const REDACTION_RULE_VALUE_ICCID = 'iccid' as const;

/** An IMSI. */
export const REDACTION_RULE_VALUE_IMSI = 'imsi' as const;

/** An MSISDN. */
export const REDACTION_RULE_VALUE_MSISDN = 'msisdn' as const;

/** An EID. */
export const REDACTION_RULE_VALUE_EID = 'eid' as const;

/** An IMEI. */
export const REDACTION_RULE_VALUE_IMEI = 'imei' as const;

/** An IP address. */
export const REDACTION_RULE_VALUE_IP_ADDRESS = 'ip_address' as const;

/** A user on a label. */
export const REDACTION_RULE_VALUE_USER = 'user' as const;

/** A value too large to be looked through. */
export const REDACTION_RULE_VALUE_TOO_LARGE = 'too_large' as const;

/** A value on which redaction failed. */
export const REDACTION_RULE_VALUE_FAILED = 'failed' as const;

/** Every value: which rule of redaction removed or replaced a value. */
export const REDACTION_RULE_VALUES = [
  REDACTION_RULE_VALUE_KNOWN_SECRET,
  REDACTION_RULE_VALUE_SECRET_KEY,
  REDACTION_RULE_VALUE_KEY_VALUE,
  REDACTION_RULE_VALUE_AUTHORIZATION,
  REDACTION_RULE_VALUE_URL_CREDENTIALS,
  REDACTION_RULE_VALUE_PEM_BLOCK,
  REDACTION_RULE_VALUE_API_KEY,
  REDACTION_RULE_VALUE_JWT,
  REDACTION_RULE_VALUE_APDU_DATA,
  REDACTION_RULE_VALUE_BYTES,
  REDACTION_RULE_VALUE_EMAIL,
  REDACTION_RULE_VALUE_CARD_NUMBER,
  REDACTION_RULE_VALUE_SSN,
  REDACTION_RULE_VALUE_PSK_IDENTITY,
  REDACTION_RULE_VALUE_ICCID,
  REDACTION_RULE_VALUE_IMSI,
  REDACTION_RULE_VALUE_MSISDN,
  REDACTION_RULE_VALUE_EID,
  REDACTION_RULE_VALUE_IMEI,
  REDACTION_RULE_VALUE_IP_ADDRESS,
  REDACTION_RULE_VALUE_USER,
  REDACTION_RULE_VALUE_TOO_LARGE,
  REDACTION_RULE_VALUE_FAILED,
] as const;

/** Which rule of redaction removed or replaced a value. */
export type RedactionRule = (typeof REDACTION_RULE_VALUES)[number];

/**
 * How many C-APDUs the script that carried this one held.
 *
 * On an APDU's span, more than 1 says that the span's time is the time of the whole script: the server sees
 * one answer for all its commands and cannot know the share of each.
 *
 * @example 1
 */
export const ATTR_SCP81_SCRIPT_COMMANDS = 'scp81.script.commands' as const;

/**
 * The card's verdict on a whole script, from its X-Admin-Script-Status header.
 *
 * GlobalPlatform Card Specification Amendment B, Remote Application Management over HTTP.
 */
export const ATTR_SCP81_SCRIPT_STATUS = 'scp81.script.status' as const;

/** The card ran the script. */
export const SCP81_SCRIPT_STATUS_VALUE_OK = 'ok' as const;

/** The targeted application is not on the card. */
export const SCP81_SCRIPT_STATUS_VALUE_UNKNOWN_APPLICATION = 'unknown-application' as const;

/** The targeted application may not run scripts. */
export const SCP81_SCRIPT_STATUS_VALUE_NOT_A_SECURITY_DOMAIN = 'not-a-security-domain' as const;

/** The card refused the script for its security. */
export const SCP81_SCRIPT_STATUS_VALUE_SECURITY_ERROR = 'security-error' as const;

/** A status that the standard does not list, or none at all. */
export const SCP81_SCRIPT_STATUS_VALUE_OTHER = '_OTHER' as const;

/** Every value: the card's verdict on a whole script, from its X-Admin-Script-Status header. */
export const SCP81_SCRIPT_STATUS_VALUES = [
  SCP81_SCRIPT_STATUS_VALUE_OK,
  SCP81_SCRIPT_STATUS_VALUE_UNKNOWN_APPLICATION,
  SCP81_SCRIPT_STATUS_VALUE_NOT_A_SECURITY_DOMAIN,
  SCP81_SCRIPT_STATUS_VALUE_SECURITY_ERROR,
  SCP81_SCRIPT_STATUS_VALUE_OTHER,
] as const;

/** The card's verdict on a whole script, from its X-Admin-Script-Status header. */
export type Scp81ScriptStatus = (typeof SCP81_SCRIPT_STATUS_VALUES)[number];

/** The exposition format a scrape was answered in. */
export const ATTR_SCRAPE_FORMAT = 'scrape.format' as const;

/** Prometheus text format 0.0.4. */
export const SCRAPE_FORMAT_VALUE_TEXT = 'text' as const;

/** OpenMetrics text format 1.0.0. */
export const SCRAPE_FORMAT_VALUE_OPENMETRICS = 'openmetrics' as const;

/** Protobuf, delimited io.prometheus.client.MetricFamily messages. */
export const SCRAPE_FORMAT_VALUE_PROTOBUF = 'protobuf' as const;

/** Every value: the exposition format a scrape was answered in. */
export const SCRAPE_FORMAT_VALUES = [
  SCRAPE_FORMAT_VALUE_TEXT,
  SCRAPE_FORMAT_VALUE_OPENMETRICS,
  SCRAPE_FORMAT_VALUE_PROTOBUF,
] as const;

/** The exposition format a scrape was answered in. */
export type ScrapeFormat = (typeof SCRAPE_FORMAT_VALUES)[number];

/**
 * APDU commands exchanged in the OTA session.
 *
 * @example 12
 */
export const ATTR_SESSION_APDU_COUNT = 'session.apdu.count' as const;

/**
 * APDU commands of the OTA session that ended in an error or without an answer.
 *
 * @example 0
 */
export const ATTR_SESSION_APDU_ERROR_COUNT = 'session.apdu.error_count' as const;

/**
 * Bytes of APDUs received from the card in the OTA session.
 *
 * @example 1024
 */
export const ATTR_SESSION_BYTES_RECEIVED = 'session.bytes.received' as const;

/**
 * Bytes of APDUs sent to the card in the OTA session.
 *
 * @example 512
 */
export const ATTR_SESSION_BYTES_SENT = 'session.bytes.sent' as const;

/**
 * Why an OTA session was closed.
 *
 * `normal` makes session.status completed, `timeout` makes it timeout, all others make it failed, and are
 * then the `error.type` of `cardlink.session.errors`.
 */
export const ATTR_SESSION_CLOSE_REASON = 'session.close.reason' as const;

/** After the server's 204, or an orderly end on a plain TLS server. */
export const SESSION_CLOSE_REASON_VALUE_NORMAL = 'normal' as const;

/** Nothing came in time. */
export const SESSION_CLOSE_REASON_VALUE_TIMEOUT = 'timeout' as const;

/** An error of the connection or of the application. */
export const SESSION_CLOSE_REASON_VALUE_ERROR = 'error' as const;

/** The card left before the server's 204. */
export const SESSION_CLOSE_REASON_VALUE_CLIENT_DISCONNECT = 'client_disconnect' as const;

/** The server closed. */
export const SESSION_CLOSE_REASON_VALUE_SERVER_SHUTDOWN = 'server_shutdown' as const;

/** The connection never became a TLS session. */
export const SESSION_CLOSE_REASON_VALUE_HANDSHAKE_FAILED = 'handshake_failed' as const;

/** Every value: why an OTA session was closed. */
export const SESSION_CLOSE_REASON_VALUES = [
  SESSION_CLOSE_REASON_VALUE_NORMAL,
  SESSION_CLOSE_REASON_VALUE_TIMEOUT,
  SESSION_CLOSE_REASON_VALUE_ERROR,
  SESSION_CLOSE_REASON_VALUE_CLIENT_DISCONNECT,
  SESSION_CLOSE_REASON_VALUE_SERVER_SHUTDOWN,
  SESSION_CLOSE_REASON_VALUE_HANDSHAKE_FAILED,
] as const;

/** Why an OTA session was closed. */
export type SessionCloseReason = (typeof SESSION_CLOSE_REASON_VALUES)[number];

/**
 * How long the OTA session lasted in seconds, from the completed handshake to its close.
 *
 * @example 0.012
 */
export const ATTR_SESSION_DURATION = 'session.duration' as const;

/**
 * SCP81 scripts delivered in the OTA session.
 *
 * @example 3
 */
export const ATTR_SESSION_SCRIPT_COUNT = 'session.script.count' as const;

/** How an OTA session ended. */
export const ATTR_SESSION_STATUS = 'session.status' as const;

/** Closed as normal: after the server's 204. */
export const SESSION_STATUS_VALUE_COMPLETED = 'completed' as const;

/** Closed by an error, the client, the server's shutdown or a failed handshake. */
export const SESSION_STATUS_VALUE_FAILED = 'failed' as const;

/** Closed because nothing came in time. */
export const SESSION_STATUS_VALUE_TIMEOUT = 'timeout' as const;

/** Every value: how an OTA session ended. */
export const SESSION_STATUS_VALUES = [
  SESSION_STATUS_VALUE_COMPLETED,
  SESSION_STATUS_VALUE_FAILED,
  SESSION_STATUS_VALUE_TIMEOUT,
] as const;

/** How an OTA session ended. */
export type SessionStatus = (typeof SESSION_STATUS_VALUES)[number];

/** What brought the OTA session about. */
export const ATTR_SESSION_TYPE = 'session.type' as const;

/** A trigger for this identity was recorded in the ten minutes before, or the application says so. */
export const SESSION_TYPE_VALUE_TRIGGERED = 'triggered' as const;

/** The card called on its own account. */
export const SESSION_TYPE_VALUE_POLLED = 'polled' as const;

/** Every value: what brought the OTA session about. */
export const SESSION_TYPE_VALUES = [SESSION_TYPE_VALUE_TRIGGERED, SESSION_TYPE_VALUE_POLLED] as const;

/** What brought the OTA session about. */
export type SessionType = (typeof SESSION_TYPE_VALUES)[number];

/**
 * How many spans, log records or data points were dropped since the last report.
 *
 * @example 512
 */
export const ATTR_TELEMETRY_DROPPED_COUNT = 'telemetry.dropped.count' as const;

/** The kind of telemetry. */
export const ATTR_TELEMETRY_SIGNAL = 'telemetry.signal' as const;

export const TELEMETRY_SIGNAL_VALUE_TRACES = 'traces' as const;

export const TELEMETRY_SIGNAL_VALUE_METRICS = 'metrics' as const;

export const TELEMETRY_SIGNAL_VALUE_LOGS = 'logs' as const;

/** Every value: the kind of telemetry. */
export const TELEMETRY_SIGNAL_VALUES = [
  TELEMETRY_SIGNAL_VALUE_TRACES,
  TELEMETRY_SIGNAL_VALUE_METRICS,
  TELEMETRY_SIGNAL_VALUE_LOGS,
] as const;

/** The kind of telemetry. */
export type TelemetrySignal = (typeof TELEMETRY_SIGNAL_VALUES)[number];

/**
 * Which attempt at the test this is in the same run, from 1.
 *
 * A test that failed and then passed at a later attempt is counted in `cardlink.tests.flaky`.
 *
 * @example 1
 */
export const ATTR_TEST_ATTEMPT = 'test.attempt' as const;

/** How a test ended. */
export const ATTR_TEST_STATUS = 'test.status' as const;

/** Every assertion held. */
export const TEST_STATUS_VALUE_PASSED = 'passed' as const;

/** An assertion did not hold. */
export const TEST_STATUS_VALUE_FAILED = 'failed' as const;

/** The test was not run. */
export const TEST_STATUS_VALUE_SKIPPED = 'skipped' as const;

/** The test could not be carried out. */
export const TEST_STATUS_VALUE_ERROR = 'error' as const;

/** Every value: how a test ended. */
export const TEST_STATUS_VALUES = [
  TEST_STATUS_VALUE_PASSED,
  TEST_STATUS_VALUE_FAILED,
  TEST_STATUS_VALUE_SKIPPED,
  TEST_STATUS_VALUE_ERROR,
] as const;

/** How a test ended. */
export type TestStatus = (typeof TEST_STATUS_VALUES)[number];

/**
 * Tests of the suite that could not be carried out.
 *
 * @example 0
 */
export const ATTR_TEST_SUITE_ERRORS = 'test.suite.errors' as const;

/**
 * Tests of the suite that failed.
 *
 * @example 1
 */
export const ATTR_TEST_SUITE_FAILED = 'test.suite.failed' as const;

/**
 * Tests of the suite that passed.
 *
 * @example 40
 */
export const ATTR_TEST_SUITE_PASSED = 'test.suite.passed' as const;

/**
 * Tests of the suite that were skipped.
 *
 * @example 1
 */
export const ATTR_TEST_SUITE_SKIPPED = 'test.suite.skipped' as const;

/**
 * Tests in the suite, whatever became of them.
 *
 * @example 42
 */
export const ATTR_TEST_SUITE_TOTAL = 'test.suite.total' as const;

/**
 * Which certificate, by the setting or the file that holds it.
 *
 * @example metrics.tls.cert
 */
export const ATTR_TLS_CERTIFICATE_NAME = 'tls.certificate.name' as const;

/** How a TLS handshake ended. */
export const ATTR_TLS_HANDSHAKE_RESULT = 'tls.handshake.result' as const;

/** Both sides hold the same key; a session begins. */
export const TLS_HANDSHAKE_RESULT_VALUE_SUCCESS = 'success' as const;

/** The connection ended without a session; error.type says why. */
export const TLS_HANDSHAKE_RESULT_VALUE_FAILED = 'failed' as const;

/** Every value: how a TLS handshake ended. */
export const TLS_HANDSHAKE_RESULT_VALUES = [
  TLS_HANDSHAKE_RESULT_VALUE_SUCCESS,
  TLS_HANDSHAKE_RESULT_VALUE_FAILED,
] as const;

/** How a TLS handshake ended. */
export type TlsHandshakeResult = (typeof TLS_HANDSHAKE_RESULT_VALUES)[number];

/**
 * The PSK identity the client offered, pseudonymised.
 *
 * A PSK identity often holds an ICCID. It leaves the process as a keyed HMAC: equal identities stay equal
 * under one key (GP_REDACTION_KEY), and the identity itself is never shown.
 *
 * @example psk:5f0c2a91d3b84e67
 */
export const ATTR_TLS_PSK_IDENTITY = 'tls.psk.identity' as const;

/** What the adaptive sampler decided about a trace. */
export const ATTR_TRACE_SAMPLING_DECISION = 'trace.sampling.decision' as const;

/** It succeeded and was chosen. */
export const TRACE_SAMPLING_DECISION_VALUE_KEPT = 'kept' as const;

/** It succeeded and was not chosen. */
export const TRACE_SAMPLING_DECISION_VALUE_DROPPED = 'dropped' as const;

/** It failed. */
export const TRACE_SAMPLING_DECISION_VALUE_KEPT_FAILED = 'kept_failed' as const;

/** It failed, and more failed than twice the target allows. */
export const TRACE_SAMPLING_DECISION_VALUE_DROPPED_FAILED = 'dropped_failed' as const;

/** Its outcome was not known in time; it was chosen. */
export const TRACE_SAMPLING_DECISION_VALUE_KEPT_EARLY = 'kept_early' as const;

/** Its outcome was not known in time; it was not chosen. */
export const TRACE_SAMPLING_DECISION_VALUE_DROPPED_EARLY = 'dropped_early' as const;

/** Another process, which called this one, had decided to keep it. */
export const TRACE_SAMPLING_DECISION_VALUE_KEPT_REMOTE = 'kept_remote' as const;

/** Every value: what the adaptive sampler decided about a trace. */
export const TRACE_SAMPLING_DECISION_VALUES = [
  TRACE_SAMPLING_DECISION_VALUE_KEPT,
  TRACE_SAMPLING_DECISION_VALUE_DROPPED,
  TRACE_SAMPLING_DECISION_VALUE_KEPT_FAILED,
  TRACE_SAMPLING_DECISION_VALUE_DROPPED_FAILED,
  TRACE_SAMPLING_DECISION_VALUE_KEPT_EARLY,
  TRACE_SAMPLING_DECISION_VALUE_DROPPED_EARLY,
  TRACE_SAMPLING_DECISION_VALUE_KEPT_REMOTE,
] as const;

/** What the adaptive sampler decided about a trace. */
export type TraceSamplingDecision = (typeof TRACE_SAMPLING_DECISION_VALUES)[number];

/** How a card is asked to open an OTA session. */
export const ATTR_TRIGGER_TYPE = 'trigger.type' as const;

/** An SMS asks the card to open a session. */
export const TRIGGER_TYPE_VALUE_SMS = 'sms' as const;

/** The card is told, or set, to call at intervals. */
export const TRIGGER_TYPE_VALUE_POLL = 'poll' as const;

/** Every value: how a card is asked to open an OTA session. */
export const TRIGGER_TYPE_VALUES = [TRIGGER_TYPE_VALUE_SMS, TRIGGER_TYPE_VALUE_POLL] as const;

/** How a card is asked to open an OTA session. */
export type TriggerType = (typeof TRIGGER_TYPE_VALUES)[number];

/**
 * Version of the build or the application.
 *
 * @example 0.1.0
 */
export const ATTR_VERSION = 'version' as const;
