import {
  attributeConstant,
  errorTypeKey,
  pascalName,
  valueConstant,
  valuesConstant,
} from '../../semconv/constant-names';
import type { AttributeDefinition, Member } from '../../semconv/definition';
import { type Model, membersOf, memberValue } from '../../semconv/model';
import type { OfficialConventions } from '../../semconv/official';
import { docstring, literal } from './source';

/** attributes.ts: the key and the values of every attribute that the registry defines. */
export function attributesSource({ domains }: Model): string {
  const attributes = domains.flatMap((domain) => domain.attributes);
  return [...attributes]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(attributeSource)
    .join('\n');
}

function attributeSource({ key, type, brief, note, examples }: AttributeDefinition): string {
  const example =
    Array.isArray(examples) && examples.length > 0 ? `@example ${String(examples[0])}` : undefined;
  const constant = `${docstring(brief, note, example)}export const ${attributeConstant(key)} = ${literal(key)} as const;\n`;
  const members = membersOf(type);
  return members.length === 0 ? constant : `${constant}\n${enumeration(key, brief, members)}`;
}

/** error-types.ts: the values `error.type` takes in each domain. */
export function errorTypesSource({ domains }: Model): string {
  const lists = domains.flatMap(({ errorTypes }) => errorTypes);
  return lists.map(({ name, brief, members }) => enumeration(errorTypeKey(name), brief, members)).join('\n');
}

/** official-attributes.ts: the official attributes our signals use, under their official names. */
export function officialSource({ officialAttributes }: Model, official: OfficialConventions): string {
  const attributes = officialAttributes.map(({ key, constant, brief }) => {
    const values = official.valuesOf(constant);
    return [
      `${docstring(brief)}export const ${constant} = ${literal(key)} as const;\n`,
      ...values.map(
        ([valueName, value]) =>
          `${docstring(`A value of \`${key}\`.`)}export const ${valueName} = ${literal(value)} as const;\n`,
      ),
    ].join('\n');
  });
  const head = `// Literals, under their official names, of \`@opentelemetry/semantic-conventions\` ${official.version}.\n\n`;
  return head + attributes.join('\n');
}

function enumeration(key: string, brief: string, members: readonly Member[]): string {
  const constants = members.map(
    (member) =>
      `${member.brief ? docstring(member.brief) : ''}export const ${valueConstant(key, member.id)} = ${literal(memberValue(member))} as const;\n`,
  );
  const names = members.map((member) => valueConstant(key, member.id)).join(', ');
  return [
    ...constants,
    `${docstring(`Every value: ${lowerFirst(brief)}`)}export const ${valuesConstant(key)} = [${names}] as const;\n`,
    `${docstring(brief)}export type ${pascalName(key)} = (typeof ${valuesConstant(key)})[number];\n`,
  ].join('\n');
}

const lowerFirst = (text: string) =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
