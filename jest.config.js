// Two projects: `unit` needs nothing but Node; `system` starts child processes and whole labs from dist/.
const common = {
  moduleNameMapper: { '^fast-check$': '<rootDir>/spec/support/fast-check.cjs' },
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          // Standard decorators, as tsc has them.
          transform: { decoratorVersion: '2023-11' },
          target: 'es2022',
        },
        module: { type: 'commonjs', ignoreDynamic: true },
        sourceMaps: 'inline',
      },
    ],
  },
};

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/spec/**/*.spec.ts'],
      testPathIgnorePatterns: ['<rootDir>/spec/system/', '/node_modules/'],
    },
    { ...common, displayName: 'system', testMatch: ['<rootDir>/spec/system/**/*.spec.ts'] },
  ],
  // For what hangs. How busy the machine is decides nothing.
  testTimeout: 30_000,
  // Counters in the code (istanbul, which Jest calls "babel"): V8's own counting walks the heap anew for every suite of a
  // process, and by the last of them that takes longer than all suites together.
  coverageProvider: 'babel',
  collectCoverageFrom: ['lib/**/*.ts', '!lib/**/index.ts', '!lib/semconv/**', '!lib/cli/main.ts'],
  coverageReporters: ['text-summary', 'json-summary', 'lcov'],
  coverageThreshold: {
    global: { lines: 90 },
    'lib/prometheus/': { branches: 90 },
    'lib/redaction/': { branches: 90 },
    'lib/config/': { branches: 90 },
  },
};
