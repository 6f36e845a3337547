import type { OutputCheck } from '../../../core/contract/verify.ts'
import { checkMarks } from '../../../core/verify/counts.ts'
import { nodeLines } from '../../../core/view/node-lines.ts'
import { keptFor } from './kept-for.ts'
import { line, ofDonor } from './row.ts'

/** What failed and what was warned of, by the checks and by the inspection; the other checks; and who merged what. */
export const checkRows = keptFor((result) => {
  const { verify, inspect } = result
  const tones = { pass: 'plain', warn: 'warning', fail: 'error', skip: 'plain' } as const
  const ended = (...statuses: readonly OutputCheck['status'][]) =>
    statuses.flatMap((wanted) =>
      (verify?.checks ?? [])
        .filter(({ status }) => status === wanted)
        .map(({ status, message }) => line(message, checkMarks[status], tones[status])),
    )
  const findings = (inspect?.findings ?? []).filter(({ severity }) => severity !== 'info')
  return [
    ...ended('fail', 'warn'),
    ...findings.map(({ donor, message }) =>
      donor ? ofDonor(donor, message, '!', 'warning') : line(message, '!', 'warning'),
    ),
    ...ended('pass', 'skip'),
    ...nodeLines(result).map(({ node, merged }) => line(`merged on ${node}: ${merged}`, '·')),
  ]
})
