import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Whether a folder is where a file system begins, so that nothing can be renamed into its place. */
export function isMountPoint(folder: string): boolean {
  try {
    const path = realpathSync(resolve(folder))
    return statSync(path).dev !== statSync(dirname(path)).dev || boundHere(path)
  } catch {
    return false
  }
}

/** A bind mount, as of a container's volume, may have the device of the folder around it. */
function boundHere(path: string): boolean {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
    return lines.some((line) => unescaped(line.split(' ')[4] ?? '') === path)
  } catch {
    return false
  }
}

/** Linux writes blanks and backslashes of a path as three octal digits. */
const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
