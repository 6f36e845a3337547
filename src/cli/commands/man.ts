import type { Command } from 'commander'
import type { Shell } from '../shell.ts'

const help = `
Examples:
  mergescope man | man -l -
  mergescope man > ~/.local/share/man/man1/mergescope.1`

export function manCommand(root: Command, shell: Shell): void {
  root
    .command('man')
    .description('print the manual page')
    .addHelpText('after', help)
    .action(async () => {
      const { manPage } = await import('../man-page.ts')
      shell.stdout.write(manPage(root))
    })
}
