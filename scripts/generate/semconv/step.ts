import { checkRegistry } from '../../semconv/check';
import { type Model, resolveModel } from '../../semconv/model';
import { type OfficialConventions, officialConventions } from '../../semconv/official';
import { loadRegistry } from '../../semconv/registry';
import type { GeneratorStep } from '../step';
import { domainPage } from './domain-page';
import { indexPage } from './index-page';
import { migrationPage } from './migration-page';
import { semconvTypeScript } from './typescript';

/** semconv/registry to lib/semconv and the reference pages beside the registry. */
export const semconvStep: GeneratorStep = {
  name: 'semantic conventions',
  owns: ['lib/semconv', 'semconv'],
  async files() {
    const official = officialConventions();
    const registry = loadRegistry();
    checkRegistry(registry, official, (sentence) => console.log(sentence));
    const model = resolveModel(registry, official);
    return new Map([...(await semconvTypeScript(model, official)), ...pages(model, official)]);
  },
};

function pages(model: Model, official: OfficialConventions): readonly (readonly [string, string])[] {
  const domains = model.domains.map((domain) => [`semconv/${domain.name}.md`, domainPage(domain)] as const);
  return [
    ['semconv/README.md', indexPage(model, official)],
    ['semconv/migration.md', migrationPage(model)],
    ...domains,
  ];
}
