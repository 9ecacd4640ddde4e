import { formatTypeScript } from '../../../scripts/generate/format';
import { generate } from '../../../scripts/generate/generate';
import { domainPage } from '../../../scripts/generate/semconv/domain-page';
import { indexPage } from '../../../scripts/generate/semconv/index-page';
import { semconvStep } from '../../../scripts/generate/semconv/step';
import { semconvTypeScript } from '../../../scripts/generate/semconv/typescript';
import { resolveModel } from '../../../scripts/semconv/model';
import { OFFICIAL, registryWith } from './broken';

describe('what is generated from the registry', () => {
  it('is up to date in this checkout', async () => {
    const { lines } = await generate([semconvStep], { check: true });
    expect(lines).toEqual(['Everything generated is up to date.']);
  });

  it('gives constants, values and a definition for a metric', async () => {
    const files = await semconvTypeScript(resolveModel(registryWith(), OFFICIAL), OFFICIAL);
    const attributes = files.get('lib/semconv/attributes.ts');
    expect(attributes).toContain("export const ATTR_CARD_STATE = 'card.state' as const;");
    expect(attributes).toContain("export const CARD_STATE_VALUE_ABSENT = 'absent' as const;");
    expect(attributes).toContain('export type CardState = (typeof CARD_STATE_VALUES)[number];');
    expect(files.get('lib/semconv/error-types.ts')).toContain(
      'export const CARD_ERROR_TYPE_VALUES = [CARD_ERROR_TYPE_VALUE_TIMEOUT, CARD_ERROR_TYPE_VALUE_OTHER] as const;',
    );
    expect(files.get('lib/semconv/official-attributes.ts')).toContain(
      "export const ATTR_ERROR_TYPE = 'error.type' as const;",
    );
    expect(
      files.get('lib/semconv/metrics.ts'),
    ).toContain(`export const METRIC_CARDLINK_CARD_ERRORS: MetricDefinition = {
  name: 'cardlink.card.errors',
  kind: 'counter',
  observable: false,
  unit: '{error}',
  description: 'Cards that failed.',
  prometheusName: 'cardlink_card_errors_total',
  attributes: [
    { key: ATTR_ERROR_TYPE, short: 'reason', requirement: 'required', values: CARD_ERROR_TYPE_VALUES },
    { key: ATTR_CARD_STATE, short: 'state', requirement: 'required', values: CARD_STATE_VALUES },
    { key: ATTR_VERSION, requirement: 'recommended' },
  ],
};`);
  });

  it('keeps a brief from ending its own docstring', async () => {
    const registry = registryWith(['brief: Whether a card is in.', 'brief: Whether a card */ is in.']);
    const files = await semconvTypeScript(resolveModel(registry, OFFICIAL), OFFICIAL);
    expect(files.get('lib/semconv/attributes.ts')).toContain('/** Whether a card *\\/ is in. */');
  });

  it('shows a metric with both spellings of its labels, its buckets and its error types', () => {
    const [domain] = resolveModel(registryWith(), OFFICIAL).domains;
    const page = domain ? domainPage(domain) : '';
    expect(page).toContain(
      '| [`cardlink.card.errors`](#cardlinkcarderrors) | `cardlink_card_errors_total` | counter | `{error}` |',
    );
    expect(page).toContain(
      '| [`card.state`](#attribute-cardstate) | `card_state` | `state` | required | `present`, `absent` |',
    );
    expect(page).toContain('- Buckets: 0.1, 1');
    expect(page).toContain('### `error.type`: card');
    expect(page).toContain('| `version` | A label of info metrics. |');
    expect(page).toContain('- Severity: info');
  });

  it('escapes what would break a table', () => {
    const registry = registryWith(['brief: Whether a card is in.', 'brief: In | out.']);
    const [domain] = resolveModel(registry, OFFICIAL).domains;
    expect(domain && domainPage(domain)).toContain('In \\| out.');
  });

  it('lists every metric and every exception in the index', () => {
    const index = indexPage(resolveModel(registryWith(), OFFICIAL), OFFICIAL);
    expect(index).toContain('| [card](card.md) | 2 | 1 | 1 | One domain. |');
    expect(index).toContain('[`cardlink.card.duration`](card.md#cardlinkcardduration)');
    expect(index).toContain('| `version` | A label of info metrics. |');
    expect(index).toContain('under their official names: `otel.sdk.*`.');
  });

  it('says which file the formatter refused', async () => {
    await expect(formatTypeScript('lib/semconv/broken.ts', 'const = ;')).rejects.toThrow(
      'Biome refused what was generated for lib/semconv/broken.ts',
    );
  });
});
