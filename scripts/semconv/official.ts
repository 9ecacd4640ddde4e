import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as stable from '@opentelemetry/semantic-conventions';
import * as incubating from '@opentelemetry/semantic-conventions/incubating';

const PACKAGE = '@opentelemetry/semantic-conventions';

/** The official OpenTelemetry names, as the npm package exports them. */
export interface OfficialConventions {
  /** The package's version, which is that of the conventions. */
  readonly version: string;
  /** Attribute key to the name of its constant, as `client.address` to `ATTR_CLIENT_ADDRESS`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly metrics: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  /** The constants of an attribute's values, by the name of its own, as `NETWORK_IO_DIRECTION_VALUE_RECEIVE`. */
  valuesOf(attributeConstant: string): readonly NamedConstant[];
}

/** A constant's name and its value. */
export type NamedConstant = readonly [constant: string, value: string];

/** Reads the official names from `@opentelemetry/semantic-conventions` and its `/incubating` entry. */
export function officialConventions(): OfficialConventions {
  const constants = Object.entries<unknown>({ ...incubating, ...stable }).flatMap(
    ([constant, value]): readonly NamedConstant[] => (typeof value === 'string' ? [[constant, value]] : []),
  );
  const named = (prefix: string) => constants.filter(([constant]) => constant.startsWith(prefix));
  return {
    version: packageVersion(),
    attributes: new Map(named('ATTR_').map(([constant, key]) => [key, constant])),
    metrics: new Set(named('METRIC_').map(([, name]) => name)),
    events: new Set(named('EVENT_').map(([, name]) => name)),
    valuesOf: (attributeConstant) => named(`${attributeConstant.slice('ATTR_'.length)}_VALUE_`),
  };
}

/** Read from the file because the package does not export it. */
function packageVersion(): string {
  const file = join(dirname(require.resolve(PACKAGE)), '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
