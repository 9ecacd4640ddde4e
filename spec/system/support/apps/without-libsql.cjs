// Makes a process one in which libsql is not installed.
const Module = require('node:module');

const load = Module._load;
Module._load = function withoutLibsql(request, ...rest) {
  if (request === 'libsql') throw new Error("Cannot find module 'libsql'\nRequire stack:\n- here");
  return load.call(this, request, ...rest);
};
