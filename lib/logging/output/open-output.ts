import { isatty } from 'node:tty';
import { LOG_STREAMS, type SettingValues } from '../../config';
import { FileTarget } from './file-target';
import { type LineSink, LineWriter, type WriterEvents } from './line-writer';
import { StreamTarget, type Target } from './target';

/** Where lines go. */
export interface Output {
  readonly sink: LineSink;
  /** Whether people read it on a terminal, which may be coloured. */
  readonly isTerminal: boolean;
}

/** What an output tells. */
export interface OutputEvents extends WriterEvents {
  /** Files cannot be kept small and few; they are written all the same. */
  untidy(what: string, error: unknown): void;
}

/** Opens the output that the settings name. @throws when a file cannot be opened */
export function openOutput(settings: SettingValues['log'], events: OutputEvents): Output {
  const { file, rotate } = settings;
  const stream = LOG_STREAMS.find((name) => name === file);
  const target: Target = stream
    ? new StreamTarget(stream)
    : new FileTarget(
        file,
        { sizeBytes: rotate.size, files: rotate.files, ageMs: rotate.age },
        onceEach(events.untidy),
      );
  return { sink: new LineWriter(target, events), isTerminal: stream !== undefined && isTerminal(target.fd) };
}

/** Each cause is told once, not every time that it is met. */
function onceEach(tell: (what: string, error: unknown) => void): (what: string, error: unknown) => void {
  const told = new Set<string>();
  return (what, error) => {
    if (told.has(what)) return;
    told.add(what);
    tell(what, error);
  };
}

function isTerminal(fd: number): boolean {
  return isatty(fd) && process.env.NO_COLOR === undefined;
}
