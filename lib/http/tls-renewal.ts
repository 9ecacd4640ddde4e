import type { DiagLogger } from '@opentelemetry/api';
import { type Validity, validityOf } from '../config';
import type { LoadedTls, TlsFiles } from './tls-files';
import { untraced } from './untraced-server';

/** What a renewal works on. */
export interface TlsRenewalOptions {
  readonly files: TlsFiles;
  /** What is in use. */
  readonly loaded: LoadedTls;
  readonly intervalMs: number;
  /** Puts what was read to use, for connections from now on. */
  readonly use: (texts: LoadedTls['texts']) => void;
  readonly logger: DiagLogger;
}

/**
 * Looks at TLS files every so often and puts to use what is new in them.
 *
 * They are asked for what they look like rather than watched with `fs.watch`: that watches a file and not a name, so it
 * goes blind when a renewal renames another file into its place (certbot) or swaps a symbolic link above it (Kubernetes'
 * `..data`), it is silent on network file systems, and its watches are few and the host's. Three `stat`s every ten
 * seconds cost nothing.
 *
 * Files that TLS cannot use change nothing: certificate and key are often written one after the other, and do not belong
 * together for a moment. They are read again at every look, and told of when they are still wrong at the next one.
 */
export class TlsRenewal {
  readonly #options: TlsRenewalOptions;
  #loaded: LoadedTls;
  #validity: Validity;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #hasToldValidity = false;
  /** Why the files of now are not in use; undefined when they are. */
  #failure: string | undefined;
  #toldFailure: string | undefined;

  constructor(options: TlsRenewalOptions) {
    this.#options = options;
    this.#loaded = options.loaded;
    this.#validity = validityOf(options.loaded.texts.cert);
  }

  /** The certificate in use with its chain, as PEM. */
  get certificate(): string {
    return this.#loaded.texts.cert;
  }

  /** Begins to look. The timer keeps no process alive. */
  start(): void {
    this.#tellValidity();
    this.#timer = untraced(() => setInterval(() => void this.look(), this.#options.intervalMs).unref());
  }

  /** Looks no more; harmless when it has not begun. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Looks now, as the timer has it do; one look at a time. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    try {
      await this.#renew();
      this.#tellValidity();
    } catch (error) {
      this.#tellFailure(error instanceof Error ? error.message : String(error));
    }
  }

  async #renew(): Promise<void> {
    const { files } = this.#options;
    if (this.#failure === undefined && (await files.look()) === this.#loaded.look) return;
    const found = await files.load().catch((error: Error) => error);
    // It may have been stopped meanwhile: then what is in the files is nobody's concern.
    if (this.#timer === undefined) return;
    if (found instanceof Error) this.#tellFailure(found.message);
    else this.#use(found);
  }

  #use(loaded: LoadedTls): void {
    const isNew = !sameTexts(this.#loaded, loaded);
    if (isNew) {
      this.#options.use(loaded.texts);
      this.#validity = validityOf(loaded.texts.cert);
      this.#hasToldValidity = false;
    }
    const hadToldFailure = this.#toldFailure !== undefined;
    this.#loaded = loaded;
    this.#failure = undefined;
    this.#toldFailure = undefined;
    const path = this.#options.files.path('cert');
    const until = this.#validity.to.toISOString();
    if (isNew) this.#tell('info', `renewed TLS files are in use; ${path} is valid until ${until}`);
    else if (hadToldFailure) this.#tell('info', 'TLS files can be used again');
  }

  /** The first time it may be a renewal of which one file is still to come. */
  #tellFailure(failure: string): void {
    const again = this.#failure !== undefined;
    this.#failure = failure;
    if (!again || failure === this.#toldFailure) return;
    this.#toldFailure = failure;
    this.#tell('error', `${failure}. What was read before stays in use`);
  }

  /** Once for a certificate, at the start or when its time is over. It is served all the same: clients decide. */
  #tellValidity(): void {
    const { from, to } = this.#validity;
    const now = Date.now();
    if (this.#hasToldValidity || (now >= from.getTime() && now <= to.getTime())) return;
    this.#hasToldValidity = true;
    const when = now > to.getTime() ? `only until ${to.toISOString()}` : `only from ${from.toISOString()} on`;
    const path = this.#options.files.path('cert');
    this.#tell('warn', `the certificate in ${path} is valid ${when}: clients will refuse it; renew the file`);
  }

  /** A logger of the host's that fails must not keep a server from starting, or a certificate from being renewed. */
  #tell(level: 'info' | 'warn' | 'error', message: string): void {
    try {
      this.#options.logger[level](message);
    } catch {
      // There is nobody left to tell.
    }
  }
}

function sameTexts({ texts: one }: LoadedTls, { texts: other }: LoadedTls): boolean {
  return one.cert === other.cert && one.key === other.key && one.clientCa === other.clientCa;
}
