import { NameGuard } from '../../lib/signals/name-guard';

describe('NameGuard', () => {
  it('remembers what a name becomes, and asks once for each', () => {
    const normalize = jest.fn((name: string) => (name === 'bad' ? undefined : name.toLowerCase()));
    const guard = new NameGuard(2, normalize);
    const names = () => ['Files', 'files', 'Keys', 'Third', 'bad'].map((name) => guard.name(name));

    expect(names()).toEqual(names());
    expect(names().map(({ label }) => label)).toEqual(['files', 'files', 'keys', '_OTHER', '_OTHER']);
    expect(names()[3]?.exact).toBe('third');
    expect(normalize).toHaveBeenCalledTimes(5);
  });

  it('refuses a name of more than 1,024 code units without a look, so that it does not stay in memory', () => {
    const normalize = jest.fn((name: string) => name);
    const guard = new NameGuard(10, normalize);

    expect(guard.name('x'.repeat(1_025))).toEqual({ label: '_OTHER', exact: '_OTHER' });
    expect(normalize).not.toHaveBeenCalled();
    expect(guard.name('x'.repeat(1_024)).label).toHaveLength(1_024);
    expect(guard.name(7 as unknown as string)).toEqual({ label: '_OTHER', exact: '_OTHER' });
  });
});
