import { Command, Option } from 'commander';
import {
  describeOrigin,
  describeUnknown,
  formatSettings,
  readSettings,
  type SettingEntry,
  SettingsError,
} from '../index';
import type { CommandHost } from '../lab/index';

const EXAMPLES = `
Examples:
  $ cardlink-metrics config show
  $ GP_METRICS_PORT=9091 cardlink-metrics config show --json`;

const FAILED = 1;

/** `cardlink-metrics config show`: every setting with its effective value and where that comes from. */
export function configCommand(host: CommandHost, setExitCode: (code: number) => void): Command {
  const show = new Command('show')
    .description('show every setting, its effective value and where that comes from; secrets are masked')
    .addOption(new Option('--json', 'prints one JSON array').default(false))
    .addHelpText('after', EXAMPLES)
    .action(({ json }: { json: boolean }) => {
      try {
        // The application is the one of the folder: not this command, which is the file that was started.
        const settings = readSettings({ env: host.env, host: { folder: process.cwd() } });
        host.stdout.write(`${settingsText(settings.entries(), json)}\n`);
        for (const variable of settings.unknownVariables) host.stderr.write(`${describeUnknown(variable)}\n`);
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        host.stderr.write(`${error.message}\n`);
        setExitCode(FAILED);
      }
    });
  return new Command('config').description('the settings, as they would be used').addCommand(show);
}

function settingsText(entries: readonly SettingEntry[], json: boolean): string {
  if (!json) return formatSettings(entries);
  const rows = entries.map(({ key, value, origin, secret, description }) => ({
    key,
    value,
    origin: describeOrigin(origin),
    secret,
    description,
  }));
  return JSON.stringify(rows, undefined, 2);
}
