import { Command, Option } from 'commander';
import { metricsUrl, readSettings, SettingsError, type SettingValues } from '../index';
import type { CommandHost } from '../lab/index';

const EXAMPLES = `
Examples:
  $ cardlink-metrics log-levels                            the levels of the loggers of a running server
  $ cardlink-metrics log-levels apdu=debug tls=warning     changes those of two components
  $ cardlink-metrics log-levels debug                      changes that of all others
  $ cardlink-metrics log-levels reset                      as they were configured`;

const FAILED = 1;
const TIMEOUT_MS = 5_000;
const PATH = '/log/levels';

interface LogLevelsOptions {
  readonly url?: string;
}

/** `cardlink-metrics log-levels`: shows and changes what a running server logs, through its metrics endpoint. */
export function logLevelsCommand(host: CommandHost, setExitCode: (code: number) => void): Command {
  return new Command('log-levels')
    .description('show or change the levels of the loggers of a running server')
    .argument('[changes...]', 'component=level, or a level for all others; reset takes back')
    .addOption(new Option('--url <url>', 'where its metrics are; by default what the settings say'))
    .addHelpText('after', EXAMPLES)
    .action(async (changes: readonly string[], options: LogLevelsOptions) => {
      try {
        host.stdout.write(await askServer(changes, options, host.env));
      } catch (error) {
        host.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        setExitCode(FAILED);
      }
    });
}

async function askServer(
  changes: readonly string[],
  { url }: LogLevelsOptions,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { metrics } = settingsOf(env);
  const address = levelsUrl(url ?? metricsUrl(metrics));
  address.search = new URLSearchParams(changes.map(pairOf)).toString();
  const response = await fetch(address, {
    method: changes.length === 0 ? 'GET' : 'PUT',
    headers: credentialsOf(metrics.auth),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(
      `no server answers at ${address.origin}: ${reason}. Start it, or name it by --url, GP_METRICS_HOST and GP_METRICS_PORT.`,
    );
  });
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`${address.origin} answered ${response.status}: ${text.trim()}`);
  return text;
}

function settingsOf(env: NodeJS.ProcessEnv): SettingValues {
  try {
    return readSettings({ env }).values;
  } catch (error) {
    if (error instanceof SettingsError) throw new Error(error.message);
    throw error;
  }
}

function levelsUrl(text: string): URL {
  if (!URL.canParse(text))
    throw new Error(`--url ${JSON.stringify(text)} must be a URL such as http://localhost:9090`);
  return new URL(PATH, text);
}

/** `apdu=debug`, `debug` for all, `reset` for all. */
function pairOf(change: string): [string, string] {
  const equals = change.indexOf('=');
  return equals < 0 ? ['level', change] : [change.slice(0, equals), change.slice(equals + 1)];
}

function credentialsOf({
  token,
  username,
  password,
}: SettingValues['metrics']['auth']): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (username === undefined || password === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
