import { POLICY, policyProblems } from '../../../scripts/semconv/policy';
import { loadRegistry, type Registry } from '../../../scripts/semconv/registry';
import { OFFICIAL, registryWith } from './broken';

/** What is wrong with a registry, as `subject: message`. */
function complaints(registry: Registry): readonly string[] {
  return policyProblems(registry, OFFICIAL).map(({ subject, message }) => `${subject}: ${message}`);
}

type Replacement = readonly [before: string, after: string];

/** The rule, how the sound registry is broken, and the one complaint that follows. */
const BROKEN: readonly (readonly [rule: string, replacements: readonly Replacement[], complaint: string])[] =
  [
    [
      'references resolve',
      [['requirement_level: recommended', 'requirement_level: recommended\n      - ref: card.slot']],
      'cardlink.card.errors: refers to card.slot, which is neither in the registry nor an official attribute',
    ],
    [
      'references resolve',
      [
        [
          'requirement_level: recommended',
          'requirement_level: recommended\n      - ref_group: cardlink.card.error_types',
        ],
      ],
      'cardlink.card.errors: refers to the group cardlink.card.error_types: list its attributes, groups are not expanded',
    ],
    [
      'imports match',
      [['[otel.sdk.*]', '[otel.sdk.*, otel.nothing.*]']],
      'otel.nothing.*: imports no official metric',
    ],
    [
      'attributes are used',
      [
        [
          'attributes:\n',
          'attributes:\n  - { key: card.slot, type: int, brief: A slot., stability: development }\n',
        ],
      ],
      'card.slot: is on no metric, span or event',
    ],
    [
      'official attributes are described',
      [['requirement_level: recommended', 'requirement_level: recommended\n      - ref: device.id']],
      'cardlink.card.errors: uses device.id, which cardlink.opentelemetry does not describe',
    ],
    [
      'official attributes are described',
      [['        brief: Why it failed.\n', '']],
      'cardlink.opentelemetry: describes error.type without a brief',
    ],
    [
      'official attributes are described',
      [['brief: Why it failed.\n', 'brief: Why it failed.\n      - { ref: device.id, brief: A device. }\n']],
      'cardlink.opentelemetry: describes device.id, which is on no signal or not official',
    ],
    [
      'names follow the naming rule',
      [
        ['type: card.stay', 'type: cardStay'],
        ['Always card.stay', 'Always cardStay'],
      ],
      'cardStay: must be lower-case segments joined by dots, words in them joined by underscores',
    ],
    [
      'names follow the naming rule',
      [['    annotations: { cardlink: { naming_exception: A label of info metrics. } }\n', '']],
      'version: must be lower-case segments joined by dots, words in them joined by underscores',
    ],
    [
      'names follow the naming rule',
      [
        ['key: version', 'key: card.version'],
        ['ref: version', 'ref: card.version'],
      ],
      'card.version: is listed as a naming exception but follows the rule',
    ],
    [
      'signals begin with cardlink.',
      [['name: cardlink.card.seen', 'name: card.seen']],
      'card.seen: must begin with cardlink.',
    ],
    [
      'nothing official is redefined',
      [
        [
          'attributes:\n',
          'attributes:\n  - { key: tls.cipher, type: string, brief: A suite., stability: development }\n',
        ],
        ['requirement_level: recommended', 'requirement_level: recommended\n      - ref: tls.cipher'],
      ],
      'tls.cipher: is an official attribute: refer to it, do not define it',
    ],
    [
      'nothing is defined twice',
      [
        [
          'attributes:\n',
          'attributes:\n  - { key: card.state, type: int, brief: Again., stability: development }\n',
        ],
      ],
      'card.state: is defined twice (attribute)',
    ],
    [
      'nothing is defined twice',
      [['requirement_level: recommended', 'requirement_level: recommended\n      - ref: version']],
      'cardlink.card.errors: refers to version twice',
    ],
    [
      'nothing is defined twice',
      [['id: absent, value: absent', 'id: absent, value: present']],
      'card.state: has the member present twice',
    ],
    [
      'nothing is defined twice',
      [['brief: Too late. }', 'brief: Too late. }\n              - { id: timeout, brief: Again. }']],
      'cardlink.card.error_types: has the member timeout twice',
    ],
    [
      'constants are distinct',
      [
        [
          'attributes:\n',
          'attributes:\n  - { key: card_state.x, type: int, brief: One., stability: development }\n  - { key: card.state_x, type: int, brief: Two., stability: development }\n',
        ],
        ['name: cardlink.card.seen', 'name: cardlink.card.seen\n    note: x'],
        [
          'brief: A card was seen.\n    attributes:\n',
          'brief: A card was seen.\n    attributes:\n      - ref: card_state.x\n      - ref: card.state_x\n',
        ],
      ],
      'card.state_x: would be generated as ATTR_CARD_STATE_X, which is taken',
    ],
    [
      'Prometheus names are the translated ones',
      [['cardlink_card_errors_total', 'cardlink_card_errors']],
      'cardlink.card.errors: is translated to cardlink_card_errors_total, but the registry says cardlink_card_errors',
    ],
    [
      'labels are distinct',
      [['short: state', 'short: reason']],
      'cardlink.card.errors: has the short label reason twice',
    ],
    [
      'labels are distinct',
      [['short: state', 'short: version']],
      'cardlink.card.errors: has the short label version twice',
    ],
    [
      'labels are distinct',
      [['short: state', 'short: the-state']],
      'cardlink.card.errors: the-state is no label',
    ],
    [
      'labels are distinct',
      [['short: state', 'short: le']],
      'cardlink.card.errors: the label le is not free for use',
    ],
    [
      'histograms have buckets',
      [[', buckets: [0.1, 1]', '']],
      'cardlink.card.duration: is a histogram without buckets',
    ],
    [
      'histograms have buckets',
      [['[0.1, 1]', '[1, 1]']],
      'cardlink.card.duration: has buckets that do not ascend',
    ],
    [
      'histograms have buckets',
      [['prometheus: cardlink_card_errors_total', 'prometheus: cardlink_card_errors_total, buckets: [1]']],
      'cardlink.card.errors: is a counter and has buckets',
    ],
    [
      'histograms are recorded',
      [['buckets: [0.1, 1]', 'buckets: [0.1, 1], observable: true']],
      'cardlink.card.duration: is an observable histogram, which OTel has not',
    ],
    [
      'error types are bounded',
      [[', values_of: cardlink.card.error_types', '']],
      'cardlink.card.errors: error.type has no values_of: name its list of values',
    ],
    [
      'error types are bounded',
      [['values_of: cardlink.card.error_types', 'values_of: cardlink.reader.error_types']],
      'cardlink.card.errors: error.type takes its values from cardlink.reader.error_types, which is no list of them',
    ],
    [
      'error types are bounded',
      [['short: state', 'short: state, values_of: cardlink.card.error_types']],
      'cardlink.card.errors: card.state has values_of; only error.type may',
    ],
    [
      'error types end with _OTHER',
      [['              - { id: _OTHER, brief: Anything else. }\n', '']],
      'cardlink.card.error_types: must end with _OTHER, or say under `closed` why nothing else can occur',
    ],
    [
      'error types end with _OTHER',
      [
        [
          '            members:\n              - { id: t',
          '            closed: Nothing else.\n            members:\n              - { id: t',
        ],
      ],
      'cardlink.card.error_types: is closed and yet holds _OTHER',
    ],
    [
      'error types end with _OTHER',
      [
        [
          'brief: Why it failed.\n    attributes:\n      - ref: error.type',
          'brief: Why it failed.\n    attributes:\n      - ref: card.state',
        ],
      ],
      'cardlink.card.error_types: must hold error.type alone, with its members',
    ],
    [
      'annotations are known',
      [['buckets: [0.1, 1]', 'buckets: [0.1, 1], bukkets: [1]']],
      'cardlink.card.duration: has the annotation bukkets, which nothing reads here',
    ],
    [
      'briefs are sentences',
      [['brief: How long cards were in.', 'brief: How long cards were in']],
      'cardlink.card.duration: has a brief that is not one line ending with a full stop',
    ],
    [
      'spans have names and events severities',
      [['annotations: { cardlink: { name: card.stay } }', 'annotations: {}']],
      'card.stay: has no name annotation',
    ],
    [
      'spans have names and events severities',
      [['severity: info', 'severity: fatal']],
      'cardlink.card.seen: needs the severity info, warn or error',
    ],
  ];

/** Rules that need more than one replacement in one file; each has a test of its own below. */
const TESTED_BELOW = ['Prometheus names are distinct', 'the manifest names the installed conventions'];

describe('the policy of the registry', () => {
  it('has nothing to say against the registry of this checkout', () => {
    expect(complaints(loadRegistry())).toEqual([]);
  });

  it('has nothing to say against a sound registry', () => {
    expect(complaints(registryWith())).toEqual([]);
  });

  it.each(BROKEN)('%s: refuses %j', (_rule, replacements, complaint) => {
    expect(complaints(registryWith(...replacements))).toEqual([complaint]);
  });

  it('refuses two metrics of one Prometheus name', () => {
    const registry = registryWith([
      'metrics:\n  - name: cardlink.card.errors',
      `metrics:
  - name: cardlink.card_errors
    instrument: counter
    unit: '{error}'
    stability: development
    brief: The same again.
    annotations: { cardlink: { prometheus: cardlink_card_errors_total } }
  - name: cardlink.card.errors`,
    ]);
    expect(complaints(registry)).toEqual([
      'cardlink.card.errors: would be generated as METRIC_CARDLINK_CARD_ERRORS, which is taken',
      'cardlink.card.errors: has the Prometheus name cardlink_card_errors_total, which is taken',
    ]);
  });

  it('refuses a manifest that names other conventions than are installed', () => {
    expect(complaints({ ...registryWith(), officialVersion: '1.2.3' })).toEqual([
      `dependencies: names version 1.2.3 of the official conventions; ${OFFICIAL.version} is installed`,
    ]);
  });

  it('shows every rule refusing something', () => {
    const shown = new Set([...BROKEN.map(([rule]) => rule), ...TESTED_BELOW]);
    expect(POLICY.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });
});
