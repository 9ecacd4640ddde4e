/** Commands and what a card answers to them: SELECT, GET DATA, GET STATUS, READ BINARY, and a file that is not there. */
export const EXCHANGES: readonly { readonly command: Buffer; readonly response: Buffer }[] = [
  { command: '00a4040007a0000000030000', response: `6f10${'a5'.repeat(16)}9000` },
  { command: '80ca006600', response: `${'c3'.repeat(40)}9000` },
  { command: '80f24000024f0000', response: `${'e3'.repeat(32)}6310` },
  { command: '00b0000010', response: `${'5a'.repeat(16)}9000` },
  { command: '00a4000c023f00', response: '6a82' },
].map(({ command, response }) => ({
  command: Buffer.from(command, 'hex'),
  response: Buffer.from(response, 'hex'),
}));

export const DEVICE_TYPE = 'reader';
