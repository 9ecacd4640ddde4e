/**
 * @cardlink/observability: one API, several outputs. See README.md.
 */
export {};
