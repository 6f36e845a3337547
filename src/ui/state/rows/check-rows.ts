import { checkMarks } from '../../../core/verify/counts.ts'
import { nodeLines } from '../../../core/view/node-lines.ts'
import { keptFor } from './kept-for.ts'
import { line, ofDonor } from './row.ts'

/** The checks, the gravest first; what the inspection found; and who merged what. */
export const checkRows = keptFor((result) => {
  const { verify, inspect } = result
  const tones = { pass: 'plain', warn: 'warning', fail: 'error', skip: 'plain' } as const
  const order = ['fail', 'warn', 'pass', 'skip']
  const checks = [...(verify?.checks ?? [])].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
  const findings = (inspect?.findings ?? []).filter(({ severity }) => severity !== 'info')
  return [
    ...checks.map(({ status, message }) => line(message, checkMarks[status], tones[status])),
    ...findings.map(({ donor, message }) =>
      donor ? ofDonor(donor, message, '!', 'warning') : line(message, '!', 'warning'),
    ),
    ...nodeLines(result).map(({ node, merged }) => line(`merged on ${node}: ${merged}`, '·')),
  ]
})
