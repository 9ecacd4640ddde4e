export { onPskTlsServer } from './psk-tls/auto';
export type { ObserveOptions, SessionDescription } from './psk-tls/describe-session';
export { PskTlsObserver, sessionOf } from './psk-tls/observe';
