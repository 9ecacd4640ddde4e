import { diag } from '@opentelemetry/api';
import { isLoopback, type Settings, SettingsError, type SettingValues } from './config';
import { errorMessage } from './error-message';
import { HEALTH_ROUTE_PATHS } from './health';
import {
  type Address,
  type Authenticator,
  ListenError,
  OperationsServer,
  type Route,
  type TlsOptions,
} from './http';

/** Where the endpoints listen. An endpoint that is switched off is left out. */
export interface Endpoints {
  readonly metrics?: Address;
  readonly health?: Address;
}

type EndpointName = keyof Endpoints;

interface Endpoint {
  readonly serves: readonly EndpointName[];
  readonly server: OperationsServer;
}

/** What the endpoints serve. */
export interface EndpointRoutes {
  readonly metrics: readonly Route[];
  readonly health: readonly Route[];
}

/** Prometheus's own default port, which is ours too. */
const PROMETHEUS_PORT = 9090;

/** The operations endpoints: two servers, or one when both are to listen at the same place. */
export class EndpointServers {
  readonly #endpoints: readonly Endpoint[];

  constructor({ values }: Settings, routes: EndpointRoutes, authenticator?: Authenticator) {
    const tls = tlsOf(values);
    this.#endpoints = placesOf(values).map(({ host, port, serves }) => ({
      serves,
      server: new OperationsServer({
        host,
        port,
        routes: serves.flatMap((name) => routes[name]),
        authenticator,
        // TLS is that of the metrics: health at an address of its own speaks plain HTTP, as probes expect.
        ...(tls !== undefined && serves.includes('metrics') && { tls }),
      }),
    }));
    warnIfExposed(values);
  }

  /**
   * Starts to listen.
   *
   * @throws Error (a rejection) that names each address that cannot be had and the setting to change; the endpoints
   *   that could be started listen all the same
   */
  async start(): Promise<Endpoints> {
    const outcomes = await Promise.allSettled(this.#endpoints.map(({ server }) => server.start()));
    const failures = outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected'
        ? [listenFailure(outcome.reason, this.#endpoints[index]?.serves ?? [])]
        : [],
    );
    if (failures.length > 0) {
      throw new Error(failures.map(({ message }) => message).join('\n'), { cause: failures[0]?.cause });
    }
    return this.addresses;
  }

  /** Where the endpoints listen now. */
  get addresses(): Endpoints {
    return Object.fromEntries(
      this.#endpoints.flatMap(({ serves, server: { address } }) =>
        address ? serves.map((name) => [name, address]) : [],
      ),
    );
  }

  /** The certificate that the metrics are served with now, as PEM; undefined without TLS, and while they are not served. */
  get certificate(): string | undefined {
    return this.#endpoints.find(({ serves }) => serves.includes('metrics'))?.server.certificate;
  }

  /** Closes every endpoint and its connections. */
  async stop(): Promise<void> {
    await Promise.all(this.#endpoints.map(({ server }) => server.stop()));
  }
}

/**
 * Refuses a path of the metrics that the health endpoint answers at the same address: one of the two would be unseen.
 *
 * @throws SettingsError that names metrics.path
 */
export function refuseSharedPaths(settings: Settings): void {
  const { path } = settings.values.metrics;
  const shared = placesOf(settings.values).some(({ serves }) => serves.length > 1);
  if (!shared || !HEALTH_ROUTE_PATHS.includes(path)) return;
  const key = 'metrics.path';
  const origin = settings.origin(key);
  const name = 'variable' in origin ? origin.variable : key;
  const rule = 'must not be a path of the health endpoint, which listens at the same host and port';
  throw new SettingsError([{ key, name, value: path, rule, origin }]);
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly serves: readonly EndpointName[];
}

function placesOf({ metrics, health }: SettingValues): readonly Place[] {
  const metricsPlace: Place = { host: metrics.host, port: metrics.port, serves: ['metrics'] };
  if (!health.enabled) return [metricsPlace];
  // Port 0 asks for any free port, so two of them are two ports.
  const shared = health.host === metrics.host && health.port === metrics.port && metrics.port !== 0;
  if (shared) return [{ ...metricsPlace, serves: ['metrics', 'health'] }];
  return [metricsPlace, { host: health.host, port: health.port, serves: ['health'] }];
}

/** The TLS of the metrics endpoint. The settings see to it that its files are right, and there together. */
function tlsOf({ metrics }: SettingValues): TlsOptions | undefined {
  const { cert, key, clientCa } = metrics.tls;
  return cert === undefined || key === undefined
    ? undefined
    : { certFile: cert, keyFile: key, clientCaFile: clientCa };
}

function listenFailure(reason: unknown, serves: readonly EndpointName[]): Error {
  const whose = `${serves.join(' and ')} endpoint: `;
  if (!(reason instanceof ListenError)) {
    return new Error(`${whose}${errorMessage(reason)}`, { cause: reason });
  }
  const [name = 'metrics'] = serves;
  const variable = `GP_${name.toUpperCase()}_PORT`;
  const ownDefault =
    reason.code === 'EADDRINUSE' && reason.port === PROMETHEUS_PORT
      ? `; ${PROMETHEUS_PORT} is Prometheus's own default too`
      : '';
  const message = `${whose}${reason.message}${ownDefault}. Set ${name}.port (${variable}) to another port, or to 0 for any free one.`;
  return new Error(message, { cause: reason });
}

/**
 * Outside loopback anyone may read what an endpoint without authentication shows, and credentials that go to one without
 * TLS: said once, at start.
 */
function warnIfExposed({ metrics }: SettingValues): void {
  if (isLoopback(metrics.host)) return;
  const { username, password, token } = metrics.auth;
  const { cert, clientCa } = metrics.tls;
  const hasCredentials = token !== undefined || (username !== undefined && password !== undefined);
  if (!hasCredentials && clientCa === undefined) {
    diag.warn(
      `metrics are served on ${metrics.host} without authentication: set metrics.auth.username and .password ` +
        '(GP_METRICS_AUTH_USERNAME, GP_METRICS_AUTH_PASSWORD) or metrics.auth.token (GP_METRICS_AUTH_TOKEN), ' +
        'or listen on loopback (GP_METRICS_HOST=localhost)',
    );
  } else if (cert === undefined) {
    diag.warn(
      `metrics are served on ${metrics.host} with credentials over plain HTTP, where others may read them: set ` +
        'metrics.tls.cert and .key (GP_METRICS_TLS_CERT, GP_METRICS_TLS_KEY), unless something in front adds TLS',
    );
  }
}
