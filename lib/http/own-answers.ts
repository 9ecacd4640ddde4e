import { plainText, type Route, type RouteResponse } from './route';

/** What the server answers by itself, in the place of a route. */
export const NOT_FOUND = plainText(404, 'Not found.');
export const UNAUTHORIZED = plainText(401, 'Unauthorized: this path asks for credentials.');
const READ_ONLY = plainText(405, 'Method not allowed: this path answers GET and HEAD.', {
  allow: 'GET, HEAD',
});
const WITH_PUT = plainText(405, 'Method not allowed: this path answers GET, HEAD and PUT.', {
  allow: 'GET, HEAD, PUT',
});
/** That a route does not answer a method (RFC 9110, 15.5.6). */
export const methodNotAllowed = ({ takesPut }: Pick<Route, 'takesPut'>): RouteResponse =>
  takesPut ? WITH_PUT : READ_ONLY;
export const INTERNAL_ERROR = plainText(500, 'Internal error: the diagnostic log says more.');
/** In seconds, as RFC 9110, 10.2.3 has it. A scraper comes again by itself, and a person after a breath. */
export const OVERLOADED = plainText(
  503,
  'Service unavailable: as many requests as this path allows are being answered already.',
  { 'retry-after': '1' },
);
export const TIMED_OUT = plainText(
  503,
  'Service unavailable: there was no answer in the time that this path allows.',
);
