export { type Alternative, parseAlternatives } from './accept-header';
export { type Address, addressOf, ListenError } from './address';
export { type Authenticator, type Credentials, createAuthenticator } from './authenticator';
export { createRequestListener, createRouteListener, type RequestListener } from './listener';
export { isLocal } from './local-request';
export { OperationsServer, type OperationsServerOptions } from './operations-server';
export {
  plainText,
  type Route,
  type RouteAnswer,
  type RouteLimits,
  type RouteRequest,
  type RouteResponse,
} from './route';
export type { TlsOptions } from './tls-options';
export { untraced } from './untraced-server';
