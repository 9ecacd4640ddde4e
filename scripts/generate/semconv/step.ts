import { resolveModel } from '../../semconv/model';
import { officialConventions } from '../../semconv/official';
import { loadRegistry } from '../../semconv/registry';
import type { GeneratorStep } from '../step';
import { semconvTypeScript } from './typescript';

/** semconv/registry to lib/semconv and the reference pages beside the registry. */
export const semconvStep: GeneratorStep = {
  name: 'semantic conventions',
  async files() {
    const official = officialConventions();
    const model = resolveModel(loadRegistry(), official);
    return semconvTypeScript(model, official);
  },
};
