const shortestQuery = 2

/**
 * Whether a typed text may be the beginning of a Hub id rather than a path: a word, or `org/name`. `paths` are
 * the local names that begin like it; a text that is one of them, or leads to one, is a path.
 */
export function mayBeHubId(text: string, paths: readonly string[]): boolean {
  if (text.length < shortestQuery || /\.ya?ml$/i.test(text)) return false
  if (!/^\w[\w.-]*(\/[\w.-]*)?$/.test(text)) return false
  return text.includes('/') ? paths.length === 0 : !paths.some((path) => path.replace(/\/$/, '') === text)
}
