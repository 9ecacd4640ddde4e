import { paths } from '../../lib/config/types/paths';
import { file, problemsOf, read, withYaml } from './support/reading';

const parse = (value: unknown) => paths.parse({ value, dialect: 'structured' });

describe('paths', () => {
  it.each<[unknown, readonly string[]]>([
    ['/var/lib/cards', ['/var/lib/cards']],
    [' /a , /b with space ,', ['/a', '/b with space']],
    ['', []],
    [
      ['/a', 'C:\\cards'],
      ['/a', 'C:\\cards'],
    ],
    [[], []],
  ])('reads %j as %j', (given, expected) => {
    expect(parse(given)).toEqual({ ok: true, value: expected });
  });

  it.each([[5], [null], [{}], [['/a', 5]], ['/a\n/b'], [['/a\u0000']]])('refuses %j', (given) => {
    expect(parse(given)).toEqual({ ok: false, rule: 'must be paths separated by commas' });
  });

  it('shows what it reads again', () => {
    expect(parse(paths.format(['/a', '/b']))).toEqual({ ok: true, value: ['/a', '/b'] });
  });
});

describe('metrics.diskPaths', () => {
  it('is a list wherever it comes from', () => {
    expect([...read().values.metrics.diskPaths]).toEqual([]);
    expect([...read({ GP_METRICS_DISK_PATHS: '/a,/b' }).values.metrics.diskPaths]).toEqual(['/a', '/b']);
    expect([...withYaml('metrics:\n  diskPaths: [/a, /b]\n').values.metrics.diskPaths]).toEqual(['/a', '/b']);
    expect([...read({}, { metrics: { diskPaths: ['/a'] } }).values.metrics.diskPaths]).toEqual(['/a']);
  });

  it('is refused where it is a list of something else in the config file', () => {
    const env = { GP_CONFIG_FILE: file('metrics:\n  diskPaths: &list [/a, *list]\n') };
    expect(problemsOf({ env })).toEqual([
      ['metrics.diskPaths', expect.anything(), 'must be paths separated by commas'],
    ]);
  });

  it('is refused where it is no list of paths', () => {
    expect(problemsOf({ env: {}, options: { metrics: { diskPaths: 5 as never } } })).toEqual([
      ['metrics.diskPaths', '5', 'must be paths separated by commas'],
    ]);
  });
});
