import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { Problem } from './policy';
import type { Registry } from './registry';

/** Where weaver's published schema lies: beside the checkout, in a folder that not everyone has. */
export const WEAVER_SCHEMA = join(__dirname, '..', '..', '..', 'shared', 'weaver', 'semconv.schema.v2.json');

/** What checking the form gave: problems, or why it could not be checked. */
export type SchemaResult =
  | { readonly checked: true; readonly problems: readonly Problem[] }
  | { readonly checked: false; readonly reason: string };

/** Checks every file of a registry against weaver's JSON schema of `definition/2`, where that is to be had. */
export function checkSchema(registry: Registry, schemaFile: string = WEAVER_SCHEMA): SchemaResult {
  if (!existsSync(schemaFile)) {
    return {
      checked: false,
      reason: `weaver's schema is not beside this checkout (looked for ${schemaFile})`,
    };
  }
  // Not strict: the schema carries formats (`int64`) that JSON Schema does not know.
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
  const problems = registry.files.flatMap(({ file, definition }) => {
    validate(definition);
    return (validate.errors ?? []).map(({ instancePath, message = 'does not fit' }) => ({
      file,
      subject: instancePath === '' ? '/' : instancePath,
      message: `${message} (weaver's schema)`,
    }));
  });
  return { checked: true, problems };
}
