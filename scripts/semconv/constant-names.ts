/** Names of generated constants, as `@opentelemetry/semantic-conventions` forms them. */

/** `apdu.command_type` to `APDU_COMMAND_TYPE`. A leading underscore (`_OTHER`) goes. */
export function upperName(name: string): string {
  return name
    .replace(/^_/, '')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .toUpperCase();
}

/** `apdu.command_type` to `ApduCommandType`. */
export function pascalName(name: string): string {
  return name
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

export const attributeConstant = (key: string) => `ATTR_${upperName(key)}`;
export const metricConstant = (name: string) => `METRIC_${upperName(name)}`;
export const spanConstant = (type: string) => `SPAN_${upperName(type)}`;
export const eventConstant = (name: string) => `EVENT_${upperName(name)}`;
export const valueConstant = (key: string, member: string) => `${upperName(key)}_VALUE_${upperName(member)}`;
export const valuesConstant = (key: string) => `${upperName(key)}_VALUES`;

/** What a list of error types is named after, as if it were an attribute: `tls` to `tls.error_type`. */
export const errorTypeKey = (list: string) => `${list}.error_type`;
