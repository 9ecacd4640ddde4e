import { Command, Option } from 'commander';
import { type CommandHost, showSessions } from '../lab/index';
import { notEmpty, wholeNumber } from './option-values';

interface SessionsArguments {
  readonly failed: boolean;
  readonly card?: string;
  readonly limit: number;
  readonly json: boolean;
}

const MOST_SESSIONS = 10_000;

const EXAMPLES = `
Examples:
  $ cardlink-metrics sessions lab.db --failed            why sessions failed, the newest first
  $ cardlink-metrics sessions lab.db --card lab-0007     what one card did`;

/** `cardlink-metrics sessions FILE`: the sessions that a lab put into its database. */
export function sessionsCommand(host: CommandHost, setExitCode: (code: number) => void): Command {
  return new Command('sessions')
    .description('show the sessions in the database of a lab (cardlink-metrics lab --database FILE)')
    .argument('<file>', 'the database', notEmpty)
    .addOption(new Option('--failed', 'only those that did not complete').default(false))
    .addOption(new Option('--card <card>', 'only those of this card').argParser(notEmpty))
    .addOption(
      new Option('--limit <number>', 'the most sessions, the newest first')
        .argParser(wholeNumber(1, MOST_SESSIONS))
        .default(20),
    )
    .addOption(new Option('--json', 'prints one JSON object a line').default(false))
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: SessionsArguments) => {
      setExitCode(showSessions({ file, ...options }, host));
    });
}
