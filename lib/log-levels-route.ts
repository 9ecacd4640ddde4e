import { LOG_LEVEL_WORDS, parseLogLevel } from './config';
import { isLocal, plainText, type Route, type RouteRequest, type RouteResponse } from './http';
import type { LogLevels } from './logging';

/** Where the levels of the loggers are shown, and changed. */
export const LOG_LEVELS_PATH = '/log/levels';

/** The name, in a query, of the level of all components. */
const ALL = 'level';
const RESET = 'reset';
/** As many as anyone would change at once. */
const MOST_CHANGES = 50;

interface Change {
  readonly component: string | undefined;
  readonly level: ReturnType<typeof parseLogLevel> | typeof RESET;
}

/**
 * Shows the levels of the loggers, and changes them: `PUT /log/levels?level=warning&apdu=debug&tls=reset`. Whoever changes
 * them has shown credentials, or is on this machine.
 */
export function logLevelsRoute(levels: () => LogLevels): Route {
  return {
    path: LOG_LEVELS_PATH,
    authenticate: true,
    takesPut: true,
    handle: (request) => {
      if (request.method === 'PUT') {
        const refusal = refusalOf(request) ?? change(request, levels());
        if (refusal !== undefined) return refusal;
      }
      return {
        status: 200,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: `${JSON.stringify(levels().snapshot())}\n`,
      };
    },
  };
}

function refusalOf(request: RouteRequest): RouteResponse | undefined {
  if (request.authenticated || isLocal(request)) return undefined;
  return plainText(
    403,
    'Forbidden: levels are changed from this machine, or with credentials (metrics.auth).',
  );
}

/** Makes the changes of a request, all or none where one is wrong, and says what could not be made. */
function change({ url }: RouteRequest, levels: LogLevels): RouteResponse | undefined {
  const entries = [...url.searchParams].slice(0, MOST_CHANGES + 1);
  if (entries.length === 0 || entries.length > MOST_CHANGES) {
    return plainText(
      400,
      `Bad request: give 1 to ${MOST_CHANGES} changes, as in ?level=info&apdu=debug&tls=${RESET}.`,
    );
  }
  const changes = entries.map(
    ([name, word]): Change => ({
      component: name === ALL ? undefined : name,
      level: word === RESET ? RESET : parseLogLevel(word),
    }),
  );
  const wrong = changes.findIndex(({ level }) => level === undefined);
  if (wrong >= 0) {
    const allowed = [...LOG_LEVEL_WORDS, RESET].join(', ');
    return plainText(400, `Bad request: change ${wrong + 1} names no level; allowed are ${allowed}.`);
  }
  if (changes.some(({ component }) => component?.trim() === '')) {
    return plainText(400, 'Bad request: a change names no component.');
  }
  const refused = changes.filter((each) => !make(each, levels));
  if (refused.length === 0) return undefined;
  return plainText(
    409,
    `Conflict: ${refused.length} of the changes were not made, since too many components have levels of their own; reset some.`,
  );
}

function make({ component, level }: Change, levels: LogLevels): boolean {
  if (level === undefined) return false;
  if (level !== RESET) return levels.set(level, component);
  levels.reset(component);
  return true;
}
