import type { Command } from 'commander'
import { toMergescopeError } from '../../core/errors.ts'
import { type CommonOptions, withCommonOptions } from '../options.ts'
import type { Shell } from '../shell.ts'

interface AuditCliOptions extends CommonOptions {
  readonly follow?: boolean
}

const examples = `
Examples:
  mergescope audit merge.log
  mergekit-yaml config.yml out 2>&1 | tee merge.log | mergescope audit -
  mergescope audit --follow merge.log`

export function auditCommand(root: Command, shell: Shell): void {
  const command = root
    .command('audit')
    .description('turn the log of any mergekit run into structured records')
    .argument('<log>', 'a file, or - for stdin')
    .option('--follow', 'wait for more at the end of the file until Ctrl-C')
    .addHelpText('after', examples)
  withCommonOptions(command).action((log: string, options: AuditCliOptions) => run(log, options, shell))
}

async function run(log: string, options: AuditCliOptions, shell: Shell): Promise<void> {
  const { auditLog } = await import('../../steps/results/audit.ts')
  const { auditWriter } = await import('../render/audit.ts')
  const style = !options.json ? 'text' : options.follow ? 'ndjson' : 'json'
  const writer = auditWriter(style, {
    each: options.follow || options.verbose || false,
    columns: shell.stdout.columns ?? 80,
  })
  const records = auditLog({ log, follow: options.follow ?? false, signal: shell.signal })
  // Records are written as they come: a log may hold more of them than memory does.
  let next = await records.next()
  shell.stdout.write(writer.begin())
  shell.answered = true
  try {
    for (; !next.done; next = await records.next()) shell.stdout.write(writer.record(next.value))
    shell.stdout.write(writer.end(next.value))
  } catch (thrown) {
    // A document that has begun is brought to its end, and says why it is not whole.
    const { code, message, hint } = toMergescopeError(shell.signal.aborted ? shell.signal.reason : thrown)
    if (options.json)
      shell.stdout.write(
        writer.end({ models: [], failure: null, error: { code, message, hint: hint ?? null } }),
      )
    throw thrown
  }
}
