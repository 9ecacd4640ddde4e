/** How many identities dial in, each with its own key. */
const IDENTITIES = 50;

/** Scripts of one command that a session carries; the POST after them is answered by 204. */
export const SCRIPTS_PER_SESSION = 4;

export const CIPHER = 'PSK-AES128-CBC-SHA256';

/** What is sent to the card, in turn: SELECT, GET DATA, GET STATUS, READ BINARY. */
export const COMMANDS: readonly Buffer[] = [
  '00a4040007a0000000030000',
  '80ca006600',
  '80f24000024f0000',
  '00b0000010',
].map((hex) => Buffer.from(hex, 'hex'));

/** A response script that says that one command was run, and how: with 16 bytes of data and 9000. */
export const RESPONSE_SCRIPT = Buffer.from(`ab178001012312${'a5'.repeat(16)}9000`, 'hex');

/** The identity of the card with this number, whatever the number. */
export function identityOf(card: number): string {
  return `bench-${String(card % IDENTITIES).padStart(4, '0')}`;
}

/** The key of an identity; undefined when it is none of ours. */
export function keyOf(identity: string): Buffer | undefined {
  return identity.startsWith('bench-') ? Buffer.from(identity.padEnd(16, '.')) : undefined;
}
