import { Command, Option } from 'commander';
import { metricsUrl, readSettings, type SettingValues } from '../index';
import type { CommandHost } from '../lab/index';
import { readChanges } from './level-changes';
import { basic, readServerAddress } from './server-address';
import { unanswered } from './unanswered';

const EXAMPLES = `
Examples:
  $ cardlink-metrics log-levels                            the levels of the loggers of a running server
  $ cardlink-metrics log-levels apdu=debug tls=warning     changes those of two components
  $ cardlink-metrics log-levels debug                      changes that of all others
  $ cardlink-metrics log-levels reset                      as they were configured`;

const FAILED = 1;
const TIMEOUT_MS = 5_000;
const PATH = '/log/levels';
const LONGEST_LINE = 300;
const CONTROL_CHARACTERS = /\p{Cc}/gu;
const LOOK_AT_ADDRESS =
  'give the address of its metrics (not of its health) by --url, GP_METRICS_HOST and GP_METRICS_PORT';
const GIVE_CREDENTIALS =
  'set GP_METRICS_AUTH_TOKEN, or GP_METRICS_AUTH_USERNAME and GP_METRICS_AUTH_PASSWORD, as the server has them';

interface LogLevelsOptions {
  readonly url?: string;
}

/** `cardlink-metrics log-levels`: shows and changes what a running server logs, through its metrics endpoint. */
export function logLevelsCommand(host: CommandHost, setExitCode: (code: number) => void): Command {
  return new Command('log-levels')
    .description('show or change the levels of the loggers of a running server')
    .argument('[changes...]', 'component=level, or a level for all others; reset takes back')
    .addOption(
      new Option(
        '--url <url>',
        'where its metrics are, as http://localhost:9090; by default what the settings say',
      ),
    )
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
  words: readonly string[],
  { url }: LogLevelsOptions,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const changes = readChanges(words);
  const { metrics } = readSettings({ env }).values;
  const server = readServerAddress(url ?? metricsUrl(metrics));
  const address = new URL(PATH, server.url);
  address.search = new URLSearchParams(changes.map(([...pair]) => pair)).toString();
  const authorization = server.authorization ?? authorizationOf(metrics.auth);
  const answer = await requestOf(address, {
    method: changes.length === 0 ? 'GET' : 'PUT',
    headers: authorization === undefined ? {} : { authorization },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    // An answer from elsewhere would not be this server's.
    redirect: 'manual',
  });
  if (answer.status !== 200) throw new Error(refusalOf(address.origin, answer, authorization !== undefined));
  if (!isLevels(answer)) throw new Error(`${address.origin} is no server of ours: ${LOOK_AT_ADDRESS}`);
  return answer.text;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

async function requestOf(address: URL, request: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(address, request);
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, text: await response.text() };
  } catch (error) {
    throw new Error(unanswered(address.origin, error as Error));
  }
}

/** Whether this is what our servers say: the level of all, and those of components. */
function isLevels({ contentType, text }: Answer): boolean {
  if (!contentType.startsWith('application/json')) return false;
  try {
    const { level, components } = JSON.parse(text);
    return typeof level === 'string' && typeof components === 'object' && components !== null;
  } catch {
    return false;
  }
}

/** What an answer that is not 200 comes to; what our servers say in plain text is told as they say it. */
function refusalOf(origin: string, { status, contentType, text }: Answer, hadCredentials: boolean): string {
  if (status === 401) {
    const what = hadCredentials ? 'did not take the credentials' : 'wants credentials';
    return `${origin} ${what}: ${GIVE_CREDENTIALS}`;
  }
  if (status === 404) return `${origin} has no levels of loggers: ${LOOK_AT_ADDRESS}`;
  const [line = ''] = contentType.startsWith('text/plain') ? text.trim().split(/[\r\n]/, 1) : [];
  const said = line.replace(CONTROL_CHARACTERS, '').slice(0, LONGEST_LINE);
  return `${origin} answered ${status}${said === '' ? `: ${LOOK_AT_ADDRESS}` : `: ${said}`}`;
}

function authorizationOf({
  token,
  username,
  password,
}: SettingValues['metrics']['auth']): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  return username === undefined || password === undefined ? undefined : basic(username, password);
}
