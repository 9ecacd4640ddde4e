import { showValue } from './display';
import type { SettingProblem } from './problem';
import type { Resolved } from './resolve';
import { ROWS_BY_KEY } from './table';
import { tlsProblems } from './tls-files';

type Settings = ReadonlyMap<string, Resolved>;

/** Settings that mean nothing without each other. */
const TOGETHER: readonly (readonly [string, string])[] = [
  ['metrics.auth.username', 'metrics.auth.password'],
  ['metrics.tls.cert', 'metrics.tls.key'],
  ['otlp.tls.cert', 'otlp.tls.key'],
];

/** Settings that mean nothing without another, which stands for itself. */
const NEEDS: readonly (readonly [string, string])[] = [['metrics.tls.clientCa', 'metrics.tls.cert']];

/** The missing setting, named as its partner was: by its variable beside a variable, by its key in code and YAML. */
function nameBeside(partner: Resolved, missing: string): string {
  const row = ROWS_BY_KEY.get(missing);
  const variable = partner.origin.source === 'otel' ? row?.otel?.[0] : row?.env;
  return 'variable' in partner.origin ? (variable ?? missing) : missing;
}

function loneSetting(settings: Settings, present: string, missing: string): SettingProblem[] {
  const partner = settings.get(present);
  if (partner?.value === undefined || settings.get(missing)?.value !== undefined) return [];
  const { name, origin, row, value } = partner;
  const rule = `must be set together with ${nameBeside(partner, missing)}`;
  return [{ key: present, name, value: showValue(row, value), rule, origin }];
}

/** What is wrong between settings that are each right; `refused` are the keys that already have a problem of their own. */
export function crossCheck(settings: Settings, refused: ReadonlySet<string | undefined>): SettingProblem[] {
  const isSound = (pair: readonly string[]) => !pair.some((key) => refused.has(key));
  return [
    ...TOGETHER.filter(isSound).flatMap(([one, other]) => [
      ...loneSetting(settings, one, other),
      ...loneSetting(settings, other, one),
    ]),
    ...NEEDS.filter(isSound).flatMap(([dependent, needed]) => loneSetting(settings, dependent, needed)),
    ...tlsProblems(settings, refused),
  ];
}
