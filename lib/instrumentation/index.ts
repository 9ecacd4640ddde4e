export { onPskTlsServer } from './psk-tls/auto';
export type { ObserveOptions, SessionDescription } from './psk-tls/describe-session';
export { PskTlsObserver } from './psk-tls/observe';
export { sessionOf } from './psk-tls/session-of';
