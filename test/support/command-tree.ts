import { Command } from 'commander'
import { commands } from '../../src/cli/commands/registry.ts'
import type { Shell } from '../../src/cli/shell.ts'

/** Every command that there is, by its words: `patch`, `patch status`. */
export function commandTree(): ReadonlyMap<string, Command> {
  const all = new Map<string, Command>()
  const root = new Command()
  for (const register of commands) register(root, {} as Shell)
  const visit = (command: Command, path: readonly string[]) => {
    if (path.length > 0) all.set(path.join(' '), command)
    for (const child of command.commands) visit(child, [...path, child.name()])
  }
  visit(root, [])
  return all
}
