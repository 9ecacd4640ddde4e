/** Lines as CardLink's servers write them, most with nothing in them that must go. */
export const LOG_LINES: readonly string[] = [
  '2026-11-21T08:14:44.123Z info session 4711 completed in 12 ms: 4 commands, sw=9000',
  'GET /metrics 200 18231 bytes in 3.2 ms, 100000 series',
  'trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7 sampled=true',
  'SELECT 00A40400 Lc=7 Le=256 length=12 sw=6A82 (file not found)',
  'connect ECONNREFUSED 127.0.0.1:4317 at 12:30:45, retry in 5s',
  'Error: socket hang up\n    at connResetException (node:internal/errors:787:14)\n    at TLSSocket.socketOnEnd (node:_http_client:519:23)\n    at TLSSocket.emit (node:events:530:35)',
  '{"level":"info","time":1732176884123,"component":"apdu","msg":"exchange done","command":"GET_STATUS","durationMs":3.25}',
  'rss=123456789 heapUsed=98765432 uptime=86400.5 started=1732176884123',
  'AT+CSQ -> +CSQ: 23,99',
  'card 8944110068256270054 opened a session from +49 170 1234567',
  'POST https://admin:hunter22@host.example/sd?token=abcdef&x=1 failed: 401',
  'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  '> 00 20 00 01 08 31 32 33 34 35 36 37 38',
];

/** The attributes of spans and log records as the recorders write them. */
export const ATTRIBUTES: readonly Readonly<Record<string, unknown>>[] = [
  {
    'apdu.command_type': 'SELECT',
    'apdu.cla': '00',
    'apdu.ins': 'A4',
    'apdu.status_word': '9000',
    'apdu.request.size': 12,
    'device.type': 'simulator',
  },
  {
    'session.id': '550e8400-e29b-41d4-a716-446655440000',
    'session.status': 'completed',
    'tls.psk.identity': 'psk:5f0c2a91d3b84e67',
    'client.address': '10.0.0.1',
  },
  {
    component: 'ota',
    request: { headers: { host: 'h', authorization: 'Basic x' }, sizes: [1, 2, 3] },
    iccid: '8944110068256270054',
  },
];
