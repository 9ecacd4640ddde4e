import { AggregationType, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { OracleException } from '../exception';
import { StreamsByPlan } from '../streams-by-plan';
import { collect, create, program, record } from '../witness';

/** A map whose keys are the same in any case. */
class CaseInsensitiveMap<V> extends Map<string, V> {
  override get(key: string): V | undefined {
    return super.get(key.toLowerCase());
  }

  override set(key: string, value: V): this {
    return super.set(key.toLowerCase(), value);
  }
}

/** A map of such maps: the maps that it is given become such, because the stock SDK goes on using them. */
class MapOfCaseInsensitiveMaps<V> extends Map<object, Map<string, V>> {
  override set(key: object, value: Map<string, V>): this {
    Object.setPrototypeOf(value, CaseInsensitiveMap.prototype);
    return super.set(key, value);
  }
}

function toRegExp(pattern: string, flags: string): RegExp {
  const escaped = pattern.replace(/[\^$\\.+()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, flags);
}

/** What we do otherwise about which streams there are. */
export const IDENTITY_EXCEPTIONS: readonly OracleException[] = [
  {
    name: 'wildcards',
    reason:
      'All `*` of a View are wildcards, and `?` is any one character, as the specification has them. The stock SDK ' +
      'replaces the first `*` alone.',
    provider: ({ viewRegistry }, views) => {
      for (const [index, { instrumentSelector }] of viewRegistry._registeredViews.entries()) {
        const pattern = views[index]?.instrumentName ?? '*';
        const filter = instrumentSelector._nameFilter;
        filter._regexp = toRegExp(pattern, filter._regexp.flags);
      }
    },
    witness: program([create(InstrumentType.COUNTER, 'abc'), record(1), collect()], {
      views: [{ instrumentName: 'a?c', description: 'of the view' }],
    }),
  },
  {
    name: 'case-insensitive-names',
    reason:
      'The names of instruments are the same in any case, as the specification has it; the stock SDK means to do so, ' +
      'but looks them up, and compares them with Views, as they are written.',
    provider: ({ viewRegistry }) => {
      for (const { instrumentSelector } of viewRegistry._registeredViews) {
        const filter = instrumentSelector._nameFilter;
        filter._regexp = new RegExp(filter._regexp.source, 'i');
      }
    },
    meter: ({ metricStorageRegistry: registry }) => {
      registry._sharedRegistry = new CaseInsensitiveMap();
      registry._perCollectorRegistry = new MapOfCaseInsensitiveMaps();
    },
    witness: program([
      create(InstrumentType.COUNTER, 'a'),
      create(InstrumentType.COUNTER, 'A'),
      record(1, {}, 0),
      record(2, {}, 1),
      collect(),
    ]),
  },
  {
    name: 'conflicting-streams',
    reason:
      'Streams of one name that add up otherwise, filter otherwise or have another limit stay apart, and those that ' +
      'are the same are one, wherever they come from. The stock SDK gives a second View the stream of the first, with ' +
      'its aggregation and filter, and keeps what Views and what readers make apart. A View without a limit has that ' +
      'of each reader.',
    meter: (meter) => {
      const streams = new StreamsByPlan(meter);
      meter._registerMetricStorage = (descriptor, type) => streams.register(descriptor, type);
    },
    witness: program(
      [create(InstrumentType.COUNTER, 'a'), record(1, { k: 'x' }), record(2, { k: 'y' }), collect()],
      {
        views: [{ instrumentName: 'a' }, { instrumentName: 'a', keys: { allow: [] } }],
      },
    ),
  },
  {
    name: 'views-without-aggregation',
    reason:
      'Under a View that gives no aggregation each reader has the one that it chooses, as the specification has it; in ' +
      'the stock SDK it then has that of the type of instrument.',
    provider: ({ viewRegistry }, views) => {
      for (const [index, view] of viewRegistry._registeredViews.entries()) {
        view.leavesAggregationToReaders = views[index]?.aggregation === undefined;
      }
    },
    witness: program([create(InstrumentType.HISTOGRAM, 'a'), record(1), collect()], {
      views: [{ instrumentName: 'a' }],
      readers: [
        {
          temporality: 'cumulative',
          aggregations: { [InstrumentType.HISTOGRAM]: { type: AggregationType.SUM } },
        },
      ],
    }),
  },
  {
    name: 'identical-streams',
    reason:
      'Two Views that make the same stream of an instrument count a measurement once; the stock SDK counts it twice.',
    meter: (meter) => {
      const register = meter._registerMetricStorage.bind(meter);
      meter._registerMetricStorage = (descriptor, type) => [...new Set(register(descriptor, type))];
    },
    witness: program([create(InstrumentType.COUNTER, 'a'), record(1), collect()], {
      views: [{ instrumentName: 'a' }, { instrumentType: InstrumentType.COUNTER }],
    }),
  },
];
