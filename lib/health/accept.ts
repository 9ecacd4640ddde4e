/** The quality that an `Accept` header gives a media type (RFC 9110, section 12.5.1): the most specific range counts. */
export function acceptQuality(accept: string, mediaType: string): number {
  const [type = ''] = mediaType.split('/', 1);
  const ranges = new Map(accept.split(',').map(rangeOf));
  return ranges.get(mediaType) ?? ranges.get(`${type}/*`) ?? ranges.get('*/*') ?? 0;
}

function rangeOf(member: string): [range: string, quality: number] {
  const [range = '', ...parameters] = member.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return [range, Number.isFinite(quality) ? quality : 0];
}

/** Whether a client would rather have a line of text than JSON; who has no preference gets JSON. */
export function prefersText(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return acceptQuality(accept, 'text/plain') > acceptQuality(accept, 'application/json');
}
