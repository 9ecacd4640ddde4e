/** The name and version under which the package's own meter, tracer and logger are made. */
export const SCOPE_NAME = '@cardlink/observability';

/** This package's version. */
export const SCOPE_VERSION: string = (require('../package.json') as { version: string }).version;
