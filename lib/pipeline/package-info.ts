/** What a package says of itself. */
export interface PackageInfo {
  readonly name: string;
  readonly version: string;
}

/** The name and version of this package, from its package.json, which stands two folders above in lib and dist alike. */
export function packageInfo(): PackageInfo {
  const { name, version } = require('../../package.json') as PackageInfo;
  return { name, version };
}

/** What exporters that speak HTTP call themselves: `cardlink-observability/1.2.3`. */
export function userAgent(): string {
  const { name, version } = packageInfo();
  return `${name.replace('@', '').replace('/', '-')}/${version}`;
}
