/** What stands for a secret wherever it could be read. */
export const MASK = '********';
