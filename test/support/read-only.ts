import { execFile } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Makes a folder such that nothing can be made or renamed in it, for root too, whom modes do not stop.
 * @returns how to undo it, or null where this machine has no way
 */
export async function makeReadOnly(folder: string): Promise<(() => Promise<unknown>) | null> {
  if (process.getuid?.() !== 0) {
    await chmod(folder, 0o555)
    return () => chmod(folder, 0o755)
  }
  const immutable = await run('chattr', ['+i', folder]).catch(() => null)
  if (immutable) return () => run('chattr', ['-i', folder])
  const bound = await run('mount', ['--bind', folder, folder]).catch(() => null)
  if (!bound) return null
  await run('mount', ['-o', 'remount,ro,bind', folder])
  return () => run('umount', [folder])
}
