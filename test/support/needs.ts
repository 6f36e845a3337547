import { spawnSync } from 'node:child_process'
import process from 'node:process'
import type { TestContext } from 'vitest'
import { chromiumPath } from './browser.ts'
import { canMount } from './mounted.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test was skipped, for the list at the end of `npm test`. */
    skipped?: string
  }
}

const runs =
  (program: string, ...args: string[]) =>
  () =>
    spawnSync(program, args).status === 0
const isRoot = process.getuid?.() === 0

/** What some tests need and not every machine has: whether it is here, and what gets it. */
const needs = {
  Chromium: {
    isHere: () => chromiumPath !== undefined,
    get: '`apt install chromium`, or name one in MERGESCOPE_CHROMIUM',
  },
  fish: { isHere: runs('fish', '-c', 'true'), get: '`apt install fish`' },
  zsh: { isHere: runs('zsh', '-c', 'true'), get: '`apt install zsh`' },
  openssl: { isHere: runs('openssl', 'version'), get: '`apt install openssl`' },
  Docker: { isHere: runs('docker', 'info'), get: '`apt install docker.io`, and start its daemon' },
  'file systems of one’s own': {
    isHere: () => canMount,
    get: 'run the tests as root, or allow `unshare -rm` (`sysctl -w kernel.unprivileged_userns_clone=1`)',
  },
  'folders that root cannot write to': {
    isHere: () => true, // Seen when one is made.
    get: 'run the tests as another user, or on a file system that `chattr +i` or bind mounts work on',
  },
  'a control group': {
    isHere: () => true, // Seen when one is made.
    get: 'run the tests as root where /sys/fs/cgroup can be written to',
  },
  root: { isHere: () => isRoot, get: '`sudo npm test`' },
  'an old Node in PATH': { isHere: () => true, get: '`apt install nodejs` on Debian 12 has Node 18' },
} satisfies Record<string, { isHere: () => boolean; get: string }>

export type Need = keyof typeof needs

/** Why tests that need it cannot run here, with what gets it. */
export const reasonFor = (need: Need): string => `this needs ${need}: ${needs[need].get}`

/**
 * Options of a test or a group of tests: skipped where something is missing, and the end of `npm test` tells how to
 * get it. Nothing else in the tests skips any.
 */
export function needing(need: Need): { skip?: boolean; meta?: { skipped: string } } {
  return needs[need].isHere() ? {} : { skip: true, meta: { skipped: reasonFor(need) } }
}

/** The same in the middle of a test, for what shows only when it is tried. */
export function skipWithout(need: Need, { task, skip }: TestContext): never {
  task.meta.skipped = reasonFor(need)
  return skip(reasonFor(need))
}
