import { Printer } from '../../lib/lab/screen';
import { CollectedOutput } from './output';

const ESC = '\x1b';

describe('Printer', () => {
  it('prints lines that stay', () => {
    const output = new CollectedOutput();
    const printer = new Printer(output, () => undefined);
    printer.print(['a', 'b']);
    printer.print([]);
    expect(output.text).toBe('a\nb\n');
  });

  it('draws in place of what it drew before, without the cursor, and cleans up', () => {
    const output = new CollectedOutput(true);
    const printer = new Printer(output, () => undefined);
    printer.draw(['one', 'two']);
    printer.draw(['three']);
    printer.clear();
    printer.clear();
    expect(output.text).toBe(
      `${ESC}[?25l\r${ESC}[Jone\ntwo\n` + `\r${ESC}[2A${ESC}[Jthree\n` + `\r${ESC}[1A${ESC}[J${ESC}[?25h`,
    );
  });

  it('draws no more than fits on the terminal', () => {
    const output = new CollectedOutput(true, 4, 3);
    const printer = new Printer(output, () => undefined);
    printer.draw(['12345', '2', '3', '4']);
    expect(output.text).toContain('123…\n2\n');
    expect(output.text).not.toContain('3\n');
  });

  it('falls silent when the reader is gone, and says so once', () => {
    const output = new CollectedOutput();
    const closed = jest.fn();
    const printer = new Printer(output, closed);
    output.break();
    output.break();
    printer.print(['x']);
    expect(closed).toHaveBeenCalledTimes(1);
    expect(output.text).toBe('');
  });

  it('lets the stream go', () => {
    const output = new CollectedOutput();
    new Printer(output, () => undefined).release();
    expect(output.listenerCount).toBe(0);
  });
});
