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
  #isLooking = false;
  #hasToldValidity = false;
  /** Why the files of now are not in use; undefined when they are. */
  #failure: string | undefined;
  #toldFailure: string | undefined;

  constructor(options: TlsRenewalOptions) {
    this.#options = options;
    this.#loaded = options.loaded;
    this.#validity = validityOf(options.loaded.texts.cert);
  }

  /** Begins to look. The timer keeps no process alive. */
  start(): void {
    this.#tellValidity();
    this.#timer = untraced(() => setInterval(() => void this.#look(), this.#options.intervalMs).unref());
  }

  /** Looks no more; harmless when it has not begun. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Never rejects: it is nobody's to wait for. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await this.#renew();
      this.#tellValidity();
    } catch {
      // The host's own diag logger failed; there is nobody left to tell.
    } finally {
      this.#isLooking = false;
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
    const { files, logger } = this.#options;
    const until = this.#validity.to.toISOString();
    if (isNew) logger.info(`renewed TLS files are in use; ${files.path('cert')} is valid until ${until}`);
    else if (hadToldFailure) logger.info('TLS files can be used again');
  }

  /** The first time it may be a renewal of which one file is still to come. */
  #tellFailure(failure: string): void {
    const again = this.#failure !== undefined;
    this.#failure = failure;
    if (!again || failure === this.#toldFailure) return;
    this.#toldFailure = failure;
    this.#options.logger.error(`${failure}. What was read before stays in use`);
  }

  /** Once for a certificate, at the start or when its time is over. It is served all the same: clients decide. */
  #tellValidity(): void {
    const { from, to } = this.#validity;
    const now = Date.now();
    if (this.#hasToldValidity || (now >= from.getTime() && now <= to.getTime())) return;
    this.#hasToldValidity = true;
    const when = now > to.getTime() ? `only until ${to.toISOString()}` : `only from ${from.toISOString()} on`;
    const { files, logger } = this.#options;
    logger.warn(
      `the certificate in ${files.path('cert')} is valid ${when}: clients will refuse it; renew the file`,
    );
  }
}

function sameTexts({ texts: one }: LoadedTls, { texts: other }: LoadedTls): boolean {
  return one.cert === other.cert && one.key === other.key && one.clientCa === other.clientCa;
}
