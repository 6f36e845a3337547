import { Argument, type Command } from 'commander'
import type { ShellName } from '../completion.ts'
import type { Shell } from '../shell.ts'

const help = `
Examples:
  mergescope completion bash >> ~/.bashrc
  mergescope completion zsh > "\${fpath[1]}/_mergescope"
  mergescope completion fish > ~/.config/fish/completions/mergescope.fish`

export function completionCommand(root: Command, shell: Shell): void {
  root
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'whose').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', help)
    .action(async (name: ShellName) => {
      const { completionScript } = await import('../completion.ts')
      shell.stdout.write(completionScript(root, name))
    })
}
