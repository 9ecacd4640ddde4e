// An application that holds a session every few milliseconds and never says anything itself.
const { startObservability } = require('../../../../dist/index.js');

const SELECT = Uint8Array.of(0x00, 0xa4, 0x00, 0x00, 0x02, 0x3f, 0x00);

const obs = startObservability({ metrics: { port: 0 }, health: { port: 0 } });

setInterval(() => {
  void obs.session.run({ deviceType: 'reader' }, (session) =>
    session.exchange(SELECT, () => Uint8Array.of(0x90, 0x00)),
  );
}, 2);
