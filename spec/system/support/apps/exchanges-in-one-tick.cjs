// One session that makes so many exchanges within one tick, and then ends by itself, with nothing left to do.
const { startObservability } = require('../../../../dist/index.js');

const EXCHANGES = Number(process.argv[2]);
const SELECT = Uint8Array.of(0x00, 0xa4, 0x00, 0x00, 0x02, 0x3f, 0x00);
const DONE = Uint8Array.of(0x90, 0x00);

const obs = startObservability({ metrics: { port: 0 }, health: { port: 0 } });
const session = obs.session.start({ deviceType: 'simulator' });
const script = session.script(Array.from({ length: EXCHANGES }, () => SELECT));
script.end(Array.from({ length: EXCHANGES }, () => DONE));
session.end();
process.stdout.write('done\n');
