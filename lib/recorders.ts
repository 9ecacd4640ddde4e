import type {
  AdbRecorder,
  ApduRecorder,
  AtRecorder,
  BipRecorder,
  DbRecorder,
  DeviceRecorder,
  ProcessRecorder,
  ReaderRecorder,
  ScriptRecorder,
  SessionRecorder,
  Signals,
  TestRecorder,
  TlsRecorder,
  TriggerRecorder,
} from './signals';

/** What records: the recorders of an instance by their domains, which users find on it. Each is made when it is asked for. */
export abstract class Recorders {
  /** The recorders together, for instrumentations. */
  abstract readonly signals: Signals;

  /** Records APDUs that are not part of a session. */
  get apdu(): ApduRecorder {
    return this.signals.apdu;
  }

  /** Records OTA sessions. */
  get session(): SessionRecorder {
    return this.signals.session;
  }

  /** Records SCP81 scripts that are not part of a session. */
  get script(): ScriptRecorder {
    return this.signals.script;
  }

  /** Records PSK-TLS handshakes and connections, where `observePskTlsServer` cannot. */
  get tls(): TlsRecorder {
    return this.signals.tls;
  }

  /** Records BIP channels. */
  get bip(): BipRecorder {
    return this.signals.bip;
  }

  /** Records which devices are connected, what is done with them and what goes wrong. */
  get device(): DeviceRecorder {
    return this.signals.device;
  }

  /** Records AT commands to modems. */
  get at(): AtRecorder {
    return this.signals.at;
  }

  /** Records ADB operations on phones. */
  get adb(): AdbRecorder {
    return this.signals.adb;
  }

  /** Records operations of PC/SC readers. */
  get reader(): ReaderRecorder {
    return this.signals.reader;
  }

  /** Records triggers. */
  get trigger(): TriggerRecorder {
    return this.signals.trigger;
  }

  /** Reports what was built and which application this is; the process and its machine are reported by themselves. */
  get process(): ProcessRecorder {
    return this.signals.process;
  }

  /** Records test suites and their tests. */
  get tests(): TestRecorder {
    return this.signals.tests;
  }

  /** Records database operations, connections and pools. */
  get db(): DbRecorder {
    return this.signals.db;
  }
}
