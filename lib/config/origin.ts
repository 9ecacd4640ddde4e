/** Where an effective value comes from. */
export type SettingOrigin =
  | { readonly source: 'code' }
  /** `file` is the secret's file when the variable is a `…_FILE`. */
  | { readonly source: 'environment'; readonly variable: string; readonly file?: string }
  | { readonly source: 'file'; readonly path: string; readonly line: number }
  | { readonly source: 'otel'; readonly variable: string; readonly file?: string }
  | { readonly source: 'default' };

/** The precedence of the sources, highest first. */
export const PRECEDENCE = [
  'code',
  'environment',
  'file',
  'otel',
  'default',
] as const satisfies SettingOrigin['source'][];

/** Whether what comes from `one` has precedence over what comes from `other`; equals have none over each other. */
export function overrules(one: SettingOrigin, other: SettingOrigin): boolean {
  return PRECEDENCE.indexOf(one.source) < PRECEDENCE.indexOf(other.source);
}

/** The origin in words, for errors: "from observability.yaml, line 4". */
export function describeOrigin(origin: SettingOrigin): string {
  switch (origin.source) {
    case 'code':
      return 'from the code';
    case 'file':
      return `from ${origin.path}, line ${origin.line}`;
    case 'default':
      return 'by default';
    default:
      return 'from the environment';
  }
}

/** The origin in words that name the variable too, for `config show`. */
export function nameOrigin(origin: SettingOrigin): string {
  if (!('variable' in origin)) return origin.source === 'default' ? 'default' : describeOrigin(origin);
  return origin.file === undefined ? origin.variable : `${origin.variable} (${origin.file})`;
}
