import { setting } from '../setting';
import { boolean } from '../types/boolean';
import { attributes } from '../types/pairs';
import { text } from '../types/text';

/** Who reports, and whether anything is reported at all. */
export const SERVICE_SETTINGS = [
  setting({
    key: 'disabled',
    otel: ['OTEL_SDK_DISABLED'],
    type: boolean,
    default: false,
    description: 'turns every signal into a no-op; health answers all the same',
  }),
  setting({
    key: 'service.name',
    env: 'GP_SERVICE_NAME',
    aliases: ['GP_TRACING_SERVICE_NAME'],
    otel: ['OTEL_SERVICE_NAME'],
    type: text,
    default: 'cardlink',
    description: 'the resource attribute `service.name`',
  }),
  setting({
    key: 'service.version',
    env: 'GP_SERVICE_VERSION',
    otel: ['OTEL_SERVICE_VERSION'],
    type: text,
    default: undefined,
    defaultFrom: (context) => context.hostVersion(),
    defaultNote: "the application's version in its package.json",
    description: 'the resource attribute `service.version`',
  }),
  setting({
    key: 'service.description',
    env: 'GP_SERVICE_DESCRIPTION',
    type: text,
    default: undefined,
    description: 'one line about the application, for `cardlink_application_info`',
  }),
  setting({
    key: 'service.environment',
    env: 'GP_ENVIRONMENT',
    otel: ['OTEL_DEPLOYMENT_ENVIRONMENT'],
    type: text,
    default: 'development',
    description: 'the resource attribute `deployment.environment.name`',
  }),
  setting({
    key: 'service.attributes',
    env: 'GP_SERVICE_ATTRIBUTES',
    otel: ['OTEL_RESOURCE_ATTRIBUTES'],
    type: attributes,
    default: {},
    defaultNote: 'none',
    description:
      'further resource attributes, `name=value,name=value`; name, version and environment in it count where nothing higher gives them',
  }),
] as const;
