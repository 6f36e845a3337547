import { installedIn } from './site-packages.ts'

/**
 * The version of the mergekit in an interpreter's environment by the name of its metadata, without starting Python;
 * null where none lies in the usual place.
 */
export async function findMergekit(python: string): Promise<string | null> {
  return (await installedIn(python, 'mergekit'))?.version ?? null
}
