import { hostname } from 'node:os';
import { createResource } from '../../lib/pipeline/resource';
import { createRedactor, REDACTED } from '../../lib/redaction';
import { testSettings } from './support/pipelines';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function attributesOf(env: Record<string, string> = {}) {
  return createResource(testSettings({}, env)).attributes;
}

describe('the resource', () => {
  test('passes redaction, and shows the SDK alone when it cannot', () => {
    const env = { OTEL_RESOURCE_ATTRIBUTES: 'api_key=abc,team=hunter22', GP_SERVICE_NAME: 'of hunter22' };
    const settings = testSettings({}, env);
    expect(createResource(settings, createRedactor({ secrets: ['hunter22'] })).attributes).toMatchObject({
      'service.name': `of ${REDACTED}`,
      api_key: REDACTED,
      team: REDACTED,
    });
    const { attributes } = createResource(settings, { attributes: () => false });
    expect(Object.keys(attributes).filter((key) => !key.startsWith('telemetry.'))).toEqual([]);
  });

  test('says which service, host, process and SDK reports', () => {
    expect(
      attributesOf({ GP_SERVICE_NAME: 'bench', GP_SERVICE_VERSION: '1.2.3', GP_ENVIRONMENT: 'test' }),
    ).toEqual({
      'service.name': 'bench',
      'service.version': '1.2.3',
      'service.instance.id': expect.stringMatching(UUID),
      'deployment.environment.name': 'test',
      'host.name': hostname(),
      'host.arch': expect.any(String),
      'os.type': expect.stringMatching(/^[a-z]+$/),
      'process.pid': process.pid,
      'process.executable.name': 'node',
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
      'telemetry.distro.name': '@cardlink/observability',
      'telemetry.distro.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
  });

  test('holds no command line, which may hold secrets', () => {
    expect(Object.keys(attributesOf()).filter((name) => name.includes('command'))).toEqual([]);
  });

  test('takes attributes from OTEL_RESOURCE_ATTRIBUTES over what it finds out, but not over settings or the SDK', () => {
    const attributes = attributesOf({
      OTEL_RESOURCE_ATTRIBUTES:
        'host.name=rack-7,service.instance.id=one,service.namespace=cards,service.name=other,telemetry.sdk.name=fake',
      GP_SERVICE_NAME: 'bench',
    });
    expect(attributes).toMatchObject({
      'host.name': 'rack-7',
      'service.instance.id': 'one',
      'service.namespace': 'cards',
      'service.name': 'bench',
      'telemetry.sdk.name': 'opentelemetry',
    });
  });

  test('is known at once, and different for each instance', () => {
    const [one, other] = [createResource(testSettings()), createResource(testSettings())];
    expect(one.asyncAttributesPending).toBeFalsy();
    expect(one.attributes['service.instance.id']).not.toBe(other.attributes['service.instance.id']);
  });
});
