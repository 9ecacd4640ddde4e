// An admin server over PSK-TLS that closes its listener when observability shuts down.
const https = require('node:https');
const { resolve } = require('node:path');
const { observePskTlsServer, startObservability } = require(resolve(__dirname, '../../../../dist/index.js'));

const obs = startObservability({ service: { name: 'draining-server' } });
const server = https.createServer(
  {
    pskCallback: (_socket, identity) =>
      identity === 'card-1' ? Buffer.from('00112233445566778899aabbccddeeff', 'hex') : null,
    ciphers: 'PSK-AES128-CBC-SHA256',
    maxVersion: 'TLSv1.2',
  },
  (request, response) => request.resume().on('end', () => response.writeHead(204).end()),
);
observePskTlsServer(server);
obs.onShutdown(() => {
  console.log('closing the listener');
  return new Promise((closed) => server.close(closed));
});
server.listen(0, '127.0.0.1', async () => {
  const { health } = await obs.ready;
  console.log(`${server.address().port} ${health.url}`);
});
