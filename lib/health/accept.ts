import { parseAlternatives } from '../http';

/** The quality that an `Accept` header gives a media type (RFC 9110, section 12.5.1): the most specific range counts. */
export function acceptQuality(accept: string, mediaType: string): number {
  const [type = ''] = mediaType.split('/', 1);
  const ranges = new Map(parseAlternatives(accept).map(({ name, quality }) => [name, quality]));
  return ranges.get(mediaType) ?? ranges.get(`${type}/*`) ?? ranges.get('*/*') ?? 0;
}

/** Whether a client would rather have a line of text than JSON; who has no preference gets JSON. */
export function prefersText(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return acceptQuality(accept, 'text/plain') > acceptQuality(accept, 'application/json');
}
