/** The ready-made checks; loaded when the first of them is made. */
export { certificateExpiry } from './certificate-expiry';
export { database } from './database';
export { diskSpace } from './disk-space';
export { eventLoop } from './event-loop';
export { fileDescriptors } from './file-descriptors';
export { httpPeer } from './http-peer';
export { heap, memory } from './memory';
export { devicesConnected, metricsEndpoint, otlpBackend } from './observed';
export { pskTlsListener } from './psk-tls-listener';
export { tcpPeer } from './tcp-peer';
