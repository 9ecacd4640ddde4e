// An admin server as its owner wrote it: it knows nothing of observability. POST /quit ends it in order.
const https = require('node:https');

const KEYS = new Map([['card-1', Buffer.from('00112233445566778899aabbccddeeff', 'hex')]]);

const server = https.createServer(
  {
    pskCallback: (_socket, identity) => KEYS.get(identity) ?? null,
    ciphers: 'PSK-AES128-CBC-SHA256',
    maxVersion: 'TLSv1.2',
  },
  (request, response) => {
    console.log(`application: ${request.method} ${request.url}`);
    response.setHeader('X-Header-Names', Object.keys(request.headers).join(' '));
    request.resume();
    response.writeHead(request.url === '/more' ? 200 : 204).end();
    if (request.url === '/quit') server.close();
  },
);
server.listen(0, '127.0.0.1', () => console.log(`application: listening on ${server.address().port}`));
