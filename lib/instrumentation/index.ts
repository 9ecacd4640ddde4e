export { onPskTlsServer } from './psk-tls/auto';
export { type ObserveOptions, PskTlsObserver, type SessionDescription, sessionOf } from './psk-tls/observe';
