import { parseAlternatives } from './accept-header';

/**
 * Whether a body may be compressed with gzip, by `Accept-Encoding` (RFC 9110, 12.5.3): where gzip or `*` is named,
 * neither refused nor liked less than `identity`. Without the header nobody asked for it. Never throws.
 */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const alternatives = parseAlternatives(acceptEncoding ?? '');
  const qualityOf = (wanted: string): number | undefined =>
    alternatives.find(({ name }) => name === wanted)?.quality;
  const gzip = qualityOf('gzip') ?? qualityOf('x-gzip') ?? qualityOf('*') ?? 0;
  return gzip > 0 && gzip >= (qualityOf('identity') ?? 0);
}
