import { join } from 'node:path'

/** A path whose leading `~` means somebody's home. */
export const homePath = (path: string, home: string): string =>
  path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path
