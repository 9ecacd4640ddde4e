import { Command, Option } from 'commander';
import { type CommandHost, runLab } from '../lab/index';
import { durationMs, notEmpty, rate, wholeNumber } from './option-values';

interface LabArguments {
  readonly cards: number;
  readonly rate: number;
  readonly sessions?: number;
  readonly duration?: number;
  readonly seed: number;
  readonly otlp?: string;
  readonly json: boolean;
  readonly host: string;
  readonly port: number;
  readonly pskFile: string;
  readonly database?: string;
}

const MOST_CARDS = 5_000;
const MOST_SESSIONS = 1_000_000_000;
const MOST_SESSIONS_PER_SECOND = 100_000;
const HIGHEST_SEED = 0x7fff_ffff;
const HIGHEST_PORT = 65_535;

const EXAMPLES = `
Examples:
  $ cardlink-metrics lab                                20 cards, 10 sessions a second, until Ctrl-C
  $ cardlink-metrics lab --cards 50 --rate 0            as fast as they can
  $ cardlink-metrics lab --duration 30s --json          one JSON object a line, ends by itself
  $ cardlink-metrics lab --otlp localhost:4317          traces, metrics and logs to Alloy, Jaeger or a Collector
  $ cardlink-metrics lab --database lab.db              keeps sessions and their commands in a SQLite file

Another client, with the identity and key from the file (the key is what follows the colon):
  $ openssl s_client -connect localhost:8443 -tls1_2 -cipher PSK-AES128-CBC-SHA256 \\
      -psk_identity lab-0001 -psk "$(sed -n 's/^lab-0001://p' lab.psk)"

Ports of /metrics and /health, exporters and all else: GP_METRICS_PORT, GP_HEALTH_PORT, … (cardlink-metrics config show).`;

/** `cardlink-metrics lab`: the bench to try it all on. `setExitCode` is told how it ended. */
export function labCommand(host: CommandHost, setExitCode: (code: number) => void): Command {
  return new Command('lab')
    .description('run virtual cards against an observed SCP81 admin server on this machine')
    .addOption(
      new Option('--cards <number>', 'virtual cards; 0 serves clients of your own alone')
        .argParser(wholeNumber(0, MOST_CARDS))
        .default(20),
    )
    .addOption(
      new Option('--rate <per second>', 'sessions begun per second by all cards together; 0 is full speed')
        .argParser(rate(MOST_SESSIONS_PER_SECOND))
        .default(10),
    )
    .addOption(
      new Option(
        '--sessions <number>',
        'sessions in all, then the cards rest and the lab stays up',
      ).argParser(wholeNumber(1, MOST_SESSIONS)),
    )
    .addOption(new Option('--duration <time>', 'ends by itself: 30s, 5m, 1h').argParser(durationMs))
    .addOption(
      new Option('--seed <number>', 'decides what cards do: the same seed, the same cards')
        .argParser(wholeNumber(0, HIGHEST_SEED))
        .default(1),
    )
    .addOption(
      new Option('--otlp <endpoint>', 'sends traces, metrics and logs there: localhost:4317').argParser(
        notEmpty,
      ),
    )
    .addOption(new Option('--json', 'prints one JSON object a line').default(false))
    .addOption(
      new Option('--host <host>', 'where the admin server listens').argParser(notEmpty).default('localhost'),
    )
    .addOption(
      new Option('--port <port>', 'the port of the admin server; 0 takes any free one')
        .argParser(wholeNumber(0, HIGHEST_PORT))
        .default(8443),
    )
    .addOption(
      new Option('--psk-file <path>', 'identity:hexkey lines; made for you alone if it is not there')
        .argParser(notEmpty)
        .default('./lab.psk'),
    )
    .addOption(
      new Option('--database <file>', 'keeps sessions in this file; in memory by default').argParser(
        notEmpty,
      ),
    )
    .addHelpText('after', EXAMPLES)
    .action(async ({ rate: ratePerSecond, duration, otlp, ...options }: LabArguments) => {
      const lab = { ...options, ratePerSecond, durationMs: duration, otlpEndpoint: otlp };
      setExitCode(await runLab(lab, host));
    });
}
