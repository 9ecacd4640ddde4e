import type { SettingRow } from './setting';
import type { SETTINGS } from './table';

type Row = (typeof SETTINGS)[number];

/** The dotted key of a setting: `metrics.port`. */
export type SettingKey = Row['key'];

type ValueOf<R> =
  R extends SettingRow<string, infer Value, unknown, infer Default>
    ? Value | Extract<Default, undefined>
    : never;
type InputOf<R> = R extends SettingRow<string, unknown, infer Input, unknown> ? Input : never;

type FlatValues = { readonly [R in Row as R['key']]: ValueOf<R> };
type FlatInputs = { readonly [R in Row as R['key']]: InputOf<R> };

type Head<Key> = Key extends `${infer First}.${string}` ? First : Key & string;
type Below<Flat, Group extends string> = {
  readonly [Key in keyof Flat as Key extends `${Group}.${infer Rest}` ? Rest : never]: Flat[Key];
};

type Nested<Flat> = {
  readonly [Name in Head<keyof Flat>]: Name extends keyof Flat ? Flat[Name] : Nested<Below<Flat, Name>>;
};
type NestedPartial<Flat> = {
  readonly [Name in Head<keyof Flat>]?:
    | (Name extends keyof Flat ? Flat[Name] : NestedPartial<Below<Flat, Name>>)
    | undefined;
};

/**
 * The effective values, nested by key: `values.metrics.port`. Durations are milliseconds, sizes bytes. What is not set
 * and has no default is `undefined`. Secrets are plain here, and masked when this is printed or turned into JSON.
 */
export type SettingValues = Nested<FlatValues>;

/** Settings in code: the keys as in YAML, durations and sizes as text with a unit. `undefined` counts as not set. */
export type Options = NestedPartial<FlatInputs>;
