// An application that has spans, log records and metrics to deliver, and talks to its user meanwhile.
// `ends` ends by itself when it is done; `stays` goes on until it is told to end.
const { startObservability } = require('../../../../dist/index.js');

const SESSIONS = 200;
const SELECT = Uint8Array.of(0x00, 0xa4, 0x00, 0x00, 0x02, 0x3f, 0x00);

const obs = startObservability({ metrics: { port: 0 }, health: { port: 0 } });

function holdSession() {
  return obs.session.run({ deviceType: 'reader' }, (session) =>
    session.exchange(SELECT, () => Uint8Array.of(0x90, 0x00)),
  );
}

async function main() {
  process.stdout.write('application: begins\n');
  for (let index = 0; index < SESSIONS; index += 1) await holdSession();
  if (process.argv[2] === 'stays') setInterval(holdSession, 20);
  process.stdout.write('application: done\n');
}

main();
