// What specs get as `fast-check` (jest.config.js maps it): the package, with the seed in FAST_CHECK_SEED where there is
// one. CI derives it from the tree it tests, so that whoever runs CI on the same tree sees the same cases.
const fastCheck = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

const seed = process.env.FAST_CHECK_SEED;
if (seed !== undefined && seed !== '') fastCheck.configureGlobal({ seed: Number(seed) });

module.exports = fastCheck;
