/** Where the files of a controller are: below `/sys/fs/cgroup`, in the process's cgroup and in those around it. */
export interface ControllerFolders {
  readonly version: 1 | 2;
  /** From the process's own cgroup to the outermost that can be seen, relative to `/sys/fs/cgroup`. */
  readonly folders: readonly string[];
}

/** Nobody nests cgroups as deep as this; the kernel's own limit can be set to any number. */
const MOST_LEVELS = 32;

/**
 * Finds a controller's folders by `/proc/self/cgroup` (cgroups(7)): lines of `id:controllers:path`, in which version 2
 * has the id 0 and no controllers. A controller that is listed for version 1 is not one of version 2 (hybrid).
 *
 * Inside a container the path can be that of the machine, while what is mounted begins at the container's own cgroup:
 * then the inner folders do not exist, and the outermost is the container's.
 */
export function controllerFolders(text: string, controller: string): ControllerFolders | undefined {
  const lines = text.split('\n').map(parseLine);
  const own = lines.find((line) => line?.controllers.split(',').includes(controller));
  if (own) return { version: 1, folders: levels(own.controllers, own.path) };
  const unified = lines.find((line) => line?.id === '0' && line.controllers === '');
  return unified && { version: 2, folders: levels('.', unified.path) };
}

function parseLine(line: string): { id: string; controllers: string; path: string } | undefined {
  const first = line.indexOf(':');
  const second = line.indexOf(':', first + 1);
  if (first < 0 || second < 0) return undefined;
  return {
    id: line.slice(0, first),
    controllers: line.slice(first + 1, second),
    path: line.slice(second + 1),
  };
}

function levels(base: string, path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  // A process outside the root of its cgroup namespace is seen at `/../…`, which is not mounted here.
  const isBelow = names.length <= MOST_LEVELS && !names.some((name) => name === '..' || name === '.');
  const nested = isBelow ? names : [];
  return [...nested.map((_, index) => [base, ...nested.slice(0, nested.length - index)].join('/')), base];
}
