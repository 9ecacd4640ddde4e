import { randomUUID } from 'node:crypto';
import { arch, hostname, type } from 'node:os';
import { basename } from 'node:path';
import type { Attributes } from '@opentelemetry/api';
import { SDK_INFO } from '@opentelemetry/core';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { Settings } from '../config';
import type { Redactor } from '../redaction';
import { packageInfo } from './package-info';

/** Node's names of processor architectures where the semantic conventions have others. */
const HOST_ARCH: Readonly<Record<string, string>> = { arm: 'arm32', ia32: 'x86', ppc: 'ppc32', x64: 'amd64' };

/** What `uname` calls an operating system, as the semantic conventions name it. */
const OS_TYPE: Readonly<Record<string, string>> = { SunOS: 'solaris', Windows_NT: 'windows' };

/**
 * Who reports: service, host and process, as attributes of OTel's semantic conventions. Everything is known at once and
 * nothing is asked of another machine. The attributes of `service.attributes` (`OTEL_RESOURCE_ATTRIBUTES`) count more
 * than what is found out here, those of the `service.*` settings and what says which SDK this is count more than those.
 * Command lines are left out: they can hold secrets; what is there passes redaction.
 */
export function createResource(settings: Settings, redactor?: Pick<Redactor, 'attributes'>): Resource {
  const { name, version, environment, attributes } = settings.values.service;
  const found: Attributes = {
    'service.instance.id': randomUUID(),
    ...hostAttributes(),
    ...processAttributes(),
    ...attributes,
    'service.name': name,
    ...(version === undefined ? {} : { 'service.version': version }),
    'deployment.environment.name': environment,
    ...sdkAttributes(),
  };
  return resourceFromAttributes(
    redactor === undefined || redactor.attributes(found) ? found : sdkAttributes(),
  );
}

function sdkAttributes(): Record<string, string> {
  const ours = packageInfo();
  return {
    'telemetry.sdk.name': SDK_INFO['telemetry.sdk.name'],
    'telemetry.sdk.language': SDK_INFO['telemetry.sdk.language'],
    'telemetry.sdk.version': SDK_INFO['telemetry.sdk.version'],
    'telemetry.distro.name': ours.name,
    'telemetry.distro.version': ours.version,
  };
}

function hostAttributes(): Record<string, string> {
  const system = type();
  return {
    'host.name': hostname(),
    'host.arch': HOST_ARCH[arch()] ?? arch(),
    'os.type': OS_TYPE[system] ?? system.toLowerCase(),
  };
}

function processAttributes(): Record<string, string | number> {
  return {
    'process.pid': process.pid,
    'process.executable.name': basename(process.execPath),
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
  };
}
