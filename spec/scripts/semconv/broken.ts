import { type OfficialConventions, officialConventions } from '../../../scripts/semconv/official';
import { parseRegistryFile, type Registry } from '../../../scripts/semconv/registry';

export const OFFICIAL: OfficialConventions = officialConventions();

/** A small registry that breaks nothing. */
export const SOUND = `# One domain.
file_format: definition/2
imports:
  metrics: [otel.sdk.*]
attributes:
  - key: card.state
    type:
      members:
        - { id: present, value: present, brief: In., stability: development }
        - { id: absent, value: absent, brief: Out., stability: development }
    stability: development
    brief: Whether a card is in.
  - key: version
    type: string
    stability: development
    brief: A version.
    annotations: { cardlink: { naming_exception: A label of info metrics. } }
attribute_groups:
  - id: cardlink.opentelemetry
    visibility: public
    stability: development
    brief: The official attributes.
    attributes:
      - ref: error.type
        brief: Why it failed.
  - id: cardlink.card.error_types
    visibility: public
    stability: development
    brief: Why it failed.
    attributes:
      - ref: error.type
        annotations:
          cardlink:
            members:
              - { id: timeout, brief: Too late. }
              - { id: _OTHER, brief: Anything else. }
metrics:
  - name: cardlink.card.errors
    instrument: counter
    unit: '{error}'
    stability: development
    brief: Cards that failed.
    attributes:
      - ref: error.type
        requirement_level: required
        annotations: { cardlink: { short: reason, values_of: cardlink.card.error_types } }
      - ref: card.state
        requirement_level: required
        annotations: { cardlink: { short: state } }
      - ref: version
        requirement_level: recommended
    annotations: { cardlink: { prometheus: cardlink_card_errors_total } }
  - name: cardlink.card.duration
    instrument: histogram
    unit: s
    stability: development
    brief: How long cards were in.
    annotations: { cardlink: { prometheus: cardlink_card_duration_seconds, buckets: [0.1, 1] } }
spans:
  - type: card.stay
    kind: internal
    stability: development
    brief: One stay of a card.
    name: { note: Always card.stay. }
    attributes:
      - ref: card.state
        requirement_level: required
    annotations: { cardlink: { name: card.stay } }
events:
  - name: cardlink.card.seen
    stability: development
    brief: A card was seen.
    attributes:
      - ref: card.state
        requirement_level: required
    annotations: { cardlink: { severity: info } }
`;

/** The sound registry with replacements made; each must be found, or the test would show nothing. */
export function registryWith(
  ...replacements: readonly (readonly [before: string, after: string])[]
): Registry {
  const text = replacements.reduce((yaml, [before, after]) => {
    if (!yaml.includes(before)) throw new Error(`the sound registry does not hold ${before}`);
    return yaml.replace(before, after);
  }, SOUND);
  return { files: [parseRegistryFile('card.yaml', text)], officialVersion: OFFICIAL.version };
}
