import { readFileSync } from 'node:fs';
import { isLoopback, overrules, type SettingKey, type SettingProblem, type Settings } from '../config';
import { exportTimeoutMs } from './budget';
import type { OtlpProtocol, Signal } from './delivery';

/** PEM texts for TLS to a backend; what is missing is Node's default. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Where and how one signal is exported over OTLP. */
export interface OtlpTarget {
  readonly signal: Signal;
  readonly protocol: OtlpProtocol;
  /** For HTTP the whole URL with the signal's path; for gRPC scheme, host and port. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The bound of one export, below what a shutdown can wait for. */
  readonly timeoutMs: number;
  readonly tls: TlsMaterial;
}

/** OTLP's registered ports, used where an endpoint has neither a port nor a scheme that implies one. */
const DEFAULT_PORTS: Readonly<Record<OtlpProtocol, string>> = {
  grpc: '4317',
  'http/protobuf': '4318',
  'http/json': '4318',
};

/** What OTLP/HTTP appends to an endpoint that is meant for all signals (OTLP exporter specification, "Endpoint URLs"). */
const PATHS: Readonly<Record<Signal, string>> = {
  traces: '/v1/traces',
  metrics: '/v1/metrics',
  logs: '/v1/logs',
};

/** Where a receiver is looked for when a signal is to be exported and nothing says where to. */
const DEFAULT_HOST = 'localhost';

const TLS_FILES = ['ca', 'cert', 'key'] as const;

/** The target of a signal; `undefined` when it is not exported over OTLP. @throws when a TLS file cannot be read */
export function resolveTarget(settings: Settings, signal: Signal): OtlpTarget | undefined {
  const wanted = isWanted(settings, signal);
  const endpoint = endpointOf(settings, signal);
  if (wanted === false || (wanted === undefined && endpoint === undefined)) return undefined;
  const protocol = protocolOf(settings, signal);
  return {
    signal,
    protocol,
    url: urlOf(endpoint ?? { text: DEFAULT_HOST, forAllSignals: true }, protocol, signal),
    headers: headersOf(settings, signal),
    timeoutMs: exportTimeoutMs(settings, signal),
    tls: readTls(settings),
  };
}

/**
 * What is wrong with the settings of OTLP that only shows when they are used: TLS files that hold no certificate or key,
 * or a key of another certificate. To be asked before anything listens.
 */
export function otlpProblems(settings: Settings): readonly SettingProblem[] {
  return TLS_FILES.flatMap((name) => {
    const path = settings.values.otlp.tls[name];
    if (path === undefined) return [];
    const rule = tlsRule(settings, name);
    const key: SettingKey = `otlp.tls.${name}`;
    const origin = settings.origin(key);
    const written = 'variable' in origin ? origin.variable : key;
    return rule === undefined ? [] : [{ key, name: written, value: path, rule, origin }];
  });
}

function isWanted(settings: Settings, signal: Signal): boolean | undefined {
  const { tracing, metrics, log } = settings.values;
  if (signal === 'metrics') return metrics.otlp;
  if (signal === 'logs') return log.otlp;
  if (tracing.enabled === false) return false;
  return tracing.exporter?.includes('otlp');
}

interface Endpoint {
  readonly text: string;
  /** Whether OTLP/HTTP has to append the signal's path. */
  readonly forAllSignals: boolean;
}

function endpointOf(settings: Settings, signal: Signal): Endpoint | undefined {
  const { otlp } = settings.values;
  const own = otlp[signal].endpoint;
  if (own !== undefined && ownCounts(settings, signal, 'endpoint'))
    return { text: own, forAllSignals: false };
  return otlp.endpoint === undefined ? undefined : { text: otlp.endpoint, forAllSignals: true };
}

function protocolOf(settings: Settings, signal: Signal): OtlpProtocol {
  const { otlp } = settings.values;
  const own = otlp[signal].protocol;
  // A default of the signal's own protocol follows from the signal's own endpoint, and counts only with it.
  const isDefault = settings.origin(`otlp.${signal}.protocol`).source === 'default';
  const decisive = isDefault ? 'endpoint' : 'protocol';
  return own !== undefined && ownCounts(settings, signal, decisive) ? own : otlp.protocol;
}

function headersOf(settings: Settings, signal: Signal): Readonly<Record<string, string>> {
  const { otlp } = settings.values;
  return ownCounts(settings, signal, 'headers')
    ? { ...otlp.headers, ...otlp[signal].headers }
    : { ...otlp.headers };
}

/** A signal's own setting counts when its source ranks at least as high as that of the setting for all signals. */
function ownCounts(settings: Settings, signal: Signal, name: 'endpoint' | 'protocol' | 'headers'): boolean {
  return !overrules(settings.origin(`otlp.${name}`), settings.origin(`otlp.${signal}.${name}`));
}

function urlOf(endpoint: Endpoint, protocol: OtlpProtocol, signal: Signal): string {
  const url = new URL(withScheme(endpoint.text, protocol));
  if (protocol === 'grpc') return `${url.protocol}//${url.hostname}:${url.port || schemePort(url)}`;
  if (endpoint.forAllSignals) url.pathname = `${url.pathname.replace(/\/$/, '')}${PATHS[signal]}`;
  return url.href;
}

/** `host` and `host:port` get a scheme (plain on loopback, TLS elsewhere) and OTLP's port; a URL is what it says. */
function withScheme(text: string, protocol: OtlpProtocol): string {
  if (text.includes('://')) return text;
  const url = new URL(`http://${text}`);
  const scheme = isLoopback(url.hostname) ? 'http' : 'https';
  return hasPort(text)
    ? `${scheme}://${text}`
    : `${scheme}://${url.hostname}:${DEFAULT_PORTS[protocol]}${url.pathname}`;
}

/** `new URL` leaves out a port that is the scheme's own, so `collector:80` has to be told from `collector` by its text. */
function hasPort(text: string): boolean {
  const authority = text.split('/', 1)[0] ?? '';
  return /:\d+$/.test(authority);
}

function schemePort(url: URL): string {
  return url.protocol === 'http:' ? '80' : '443';
}

function readTls(settings: Settings): TlsMaterial {
  const { tls } = settings.values.otlp;
  const files = TLS_FILES.flatMap((name) => {
    const path = tls[name];
    return path === undefined ? [] : [[name, readFileSync(path)] as const];
  });
  return Object.fromEntries(files);
}

/** The rule that a TLS file breaks. A certificate is looked at alone, its key together with it. */
function tlsRule(settings: Settings, name: (typeof TLS_FILES)[number]): string | undefined {
  // Loaded here, because who asks for no TLS need not pay for it.
  const { createSecureContext } = require('node:tls') as typeof import('node:tls');
  try {
    const { ca, cert, key } = readTls(settings);
    if (name === 'ca') createSecureContext({ ...(ca && { ca }) });
    else if (name === 'cert') createSecureContext({ ...(cert && { cert }) });
    else createSecureContext({ ...(cert && { cert }), ...(key && { key }) });
    return undefined;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return `must be a PEM file that TLS can use (${reason})`;
  }
}
