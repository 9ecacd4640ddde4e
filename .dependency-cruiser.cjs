// The rooms of lib/ and the arrows between them (CONTRIBUTING.md, "The rooms"). `npm run arrows` refuses the rest.
const rooms = {
  semconv: [],
  domain: [],
  config: ['redaction'],
  host: [],
  metrics: [],
  redaction: ['domain'],
  http: ['config'],
  pipeline: ['config', 'semconv', 'redaction', 'metrics'],
  prometheus: ['config', 'semconv', 'metrics', 'http'],
  signals: ['semconv', 'domain', 'redaction', 'metrics', 'host'],
  logging: ['config', 'semconv', 'redaction'],
  health: ['config', 'semconv', 'http', 'redaction', 'host'],
  tracing: ['semconv', 'signals'],
  instrumentation: ['signals', 'domain', 'redaction', 'semconv'],
  lab: [],
};

/** Rooms that speak only the OTel API, so that they work in a host with an SDK of its own. */
const apiOnly = ['signals', 'tracing', 'logging', 'health'];

const folder = (room) => `^lib/${room}/`;

const arrows = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-arrows`,
  comment: `lib/${room} may use ${allowed.length > 0 ? allowed.join(', ') : 'no other room'}`,
  severity: 'error',
  from: { path: folder(room) },
  to: {
    path: '^lib/',
    // The lab is a user of the package: it sees the entry points that users see.
    pathNot: [
      folder(room),
      ...allowed.map(folder),
      ...(room === 'lab' ? ['^lib/index\\.ts$', '^lib/semconv/index\\.ts$'] : []),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'cli-arrows',
      comment: 'the command line uses the public API and the lab alone',
      severity: 'error',
      from: { path: folder('cli') },
      to: { path: '^lib/', pathNot: [folder('cli'), '^lib/index\\.ts$', '^lib/lab/index\\.ts$'] },
    },
    {
      name: 'front-door',
      comment: "a room is entered by its index.ts; nothing reaches into another room's files",
      severity: 'error',
      from: { path: '^lib/([^/]+)/' },
      to: { path: '^lib/[^/]+/', pathNot: ['^lib/$1/', '^lib/[^/]+/index\\.ts$'] },
    },
    {
      name: 'front-door-from-top',
      comment: 'the files beside the rooms enter a room by its index.ts',
      severity: 'error',
      from: { path: '^lib/[^/]+\\.ts$' },
      to: { path: '^lib/[^/]+/', pathNot: ['^lib/[^/]+/index\\.ts$'] },
    },
    {
      name: 'otel-api-only',
      comment: `${apiOnly.join(', ')} speak the OTel API alone`,
      severity: 'error',
      from: { path: `^lib/(${apiOnly.join('|')})/` },
      to: { path: '@opentelemetry/', pathNot: ['@opentelemetry/(api|api-logs|semantic-conventions)/'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependencies',
      comment: 'what is published runs without devDependencies',
      severity: 'error',
      from: { path: '^lib/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default'],
    },
  },
};
