import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { packageInfo } from '../index';
import { type CommandHost, errorCode } from '../lab/index';
import { configCommand } from './config-command';
import { labCommand } from './lab-command';
import { logLevelsCommand } from './log-levels-command';
import { sessionsCommand } from './sessions-command';

const FAILED = 1;
const WRONG_ARGUMENTS = 2;

const EXAMPLES = `
Examples:
  $ cardlink-metrics lab                 a bench of virtual cards, visible on /metrics at once
  $ cardlink-metrics config show         every setting and where its value comes from
  $ cardlink-metrics log-levels debug    has a running server log more`;

/** Runs the command line with these arguments (without `node` and the script) and resolves with the exit code. */
export async function runProgram(commandLine: readonly string[], host: CommandHost): Promise<number> {
  let exitCode = 0;
  const output = watchOutput(host);
  const setExitCode = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('cardlink-metrics')
    .description('CardLink observability: metrics, traces and logs of card sessions')
    .version(packageInfo().version, '-V, --version', 'print the version')
    .addHelpText('after', EXAMPLES);
  program
    .addCommand(labCommand(host, setExitCode))
    .addCommand(sessionsCommand(host, setExitCode))
    .addCommand(configCommand(host, setExitCode))
    .addCommand(logLevelsCommand(host, setExitCode));
  for (const command of withDescendants(program)) prepare(command, host);
  try {
    await program.parseAsync([...commandLine], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version, when asked for, are no error; help instead of a missing command is.
    exitCode = error.exitCode === 0 ? 0 : WRONG_ARGUMENTS;
  }
  return exitCode === 0 && (await output.failed()) ? FAILED : exitCode;
}

/**
 * Tells on stderr that what was printed could not be written, as on a full disk. A reader that has seen enough (`| head`)
 * closes its end: that is no fault, and no reason to die with a stack trace.
 */
function watchOutput({ stdout, stderr }: CommandHost): { failed(): Promise<boolean> } {
  let hasFailed = false;
  stdout.on('error', (error) => {
    const code = errorCode(error);
    if (code === 'EPIPE' || hasFailed) return;
    hasFailed = true;
    stderr.write(`the output could not be written (${code}): see that there is room where it goes\n`);
  });
  stderr.on('error', () => undefined);
  // A stream tells of an error when whoever wrote is done.
  return { failed: () => nextTurn().then(() => hasFailed) };
}

function withDescendants(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withDescendants)];
}

/** Has a command throw instead of ending the process, and print on the host's streams. */
function prepare(command: Command, { stdout, stderr }: CommandHost): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .allowExcessArguments(false)
    .showHelpAfterError(`(${fullName(command)} --help says what is allowed)`)
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    });
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}
