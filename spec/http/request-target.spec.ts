import fc from 'fast-check';
import { pathOf, urlOf } from '../../lib/http/request-target';

describe('the target of a request', () => {
  it.each([
    ['/metrics', '/metrics'],
    ['/metrics?name[]=a', '/metrics'],
    ['/metrics#a?b', '/metrics'],
    ['http://proxy:80/metrics?a', '/metrics'],
    ['HTTP://u:p@[::1]/a/../metrics', '/a/../metrics'],
    ['http://proxy?/metrics', ''],
    ['/http://proxy/metrics', '/http://proxy/metrics'],
    ['*', ''],
    ['metrics', ''],
    ['', ''],
    [undefined, ''],
  ])('%s has the path %j, as it was sent', (target, path) => {
    expect(pathOf(target)).toBe(path);
  });

  it('becomes a URL at a host of ours, whatever host the client named', () => {
    expect(urlOf('/metrics?name[]=a').href).toBe('http://localhost/metrics?name[]=a');
    expect(urlOf('//evil/metrics').href).toBe('http://localhost//evil/metrics');
    expect(urlOf('http://evil:81/metrics?a=b').href).toBe('http://localhost/metrics?a=b');
    expect(urlOf('*').href).toBe('http://localhost/');
  });

  it('never throws and never leaves our host, whatever it is', () => {
    const piece = fc.oneof(
      fc.constantFrom('/', '?', '#', '\\', '@', ':', '..', '%2e', 'http://'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const target = pieces.join('');
        expect(target.includes(pathOf(target))).toBe(true);
        expect(urlOf(target).host).toBe('localhost');
      }),
    );
  });
});
