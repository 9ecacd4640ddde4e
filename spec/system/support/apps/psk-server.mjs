// The same admin server as an ES module.
import './psk-server.cjs';
import { createServer } from 'node:https';

if (typeof createServer !== 'function') throw new Error('node:https is not what it was');
