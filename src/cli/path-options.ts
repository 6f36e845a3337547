import type { Command } from 'commander'

// What commander takes for the parser of a value is how an option says what its path is for.

/** A folder that is made or filled. */
export const folderToFill = (text: string): string => text
/** A model that is made: a folder, or an address in object storage. */
export const modelToMake = (text: string): string => text
/** A folder that is read, and filled where it can be: a shared cache may be read-only. */
export const folderToUse = (text: string): string => text
/** A file that is written. */
export const fileToWrite = (text: string): string => text

const kinds = new Map<unknown, 'fill' | 'use' | 'write' | 'make'>([
  [folderToFill, 'fill'],
  [modelToMake, 'make'],
  [folderToUse, 'use'],
  [fileToWrite, 'write'],
])

/** What a path is for that an option of a command takes; null for all other options. */
export const pathKind = ({ parseArg }: { parseArg?: unknown }) => kinds.get(parseArg) ?? null

/**
 * Looks at every path that a command was given to write to, before it does anything else. Throws `path-unusable` for
 * one that cannot be used.
 */
export async function checkPaths(command: Command): Promise<void> {
  const { checkPath } = await import('../steps/common/check-path.ts')
  for (let each: Command | null = command; each; each = each.parent)
    for (const option of each.options) {
      const kind = pathKind(option)
      const value: unknown = kind && each.getOptionValue(option.attributeName())
      if (kind && typeof value === 'string') await checkPath(value, kind, option.short ?? option.long ?? '')
    }
}
