/** Single figures of the host, loaded when someone asks for one: a start does not wait for them. */
export function loadFigures(): typeof import('./figures') {
  return require('./figures') as typeof import('./figures');
}
