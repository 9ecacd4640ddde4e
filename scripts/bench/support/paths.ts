import { join } from 'node:path';

/** The root of the repository. */
export const ROOT = join(__dirname, '..', '..', '..');

/** What is measured: the package as it is published. */
export const PACKAGE = join(ROOT, 'dist', 'index.js');
