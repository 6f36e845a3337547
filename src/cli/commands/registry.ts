import type { Command } from 'commander'
import type { Shell } from '../shell.ts'
import { auditCommand } from './audit.ts'
import { cacheCommand } from './cache.ts'
import { completionCommand } from './completion.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { downloadCommand } from './download.ts'
import { inspectCommand } from './inspect.ts'
import { manCommand } from './man.ts'
import { patchCommand } from './patch.ts'
import { reportCommand } from './report.ts'
import { runCommand } from './run.ts'
import { setupCommand } from './setup.ts'
import { verifyCommand } from './verify.ts'
import { xrayCommand } from './xray.ts'

/**
 * Adds one command to the program. Made with `root.command(…)`, so that it inherits the root's settings.
 * It imports what it needs inside its action: `--help` stays quick.
 */
export type RegisterCommand = (root: Command, shell: Shell) => void

/** Every command, in the order in which the help lists them. A new one is one line here. */
export const commands: readonly RegisterCommand[] = [
  runCommand,
  inspectCommand,
  downloadCommand,
  cacheCommand,
  auditCommand,
  xrayCommand,
  patchCommand,
  doctorCommand,
  completionCommand,
  manCommand,
  setupCommand,
  demoCommand,
  verifyCommand,
  reportCommand,
]
