import type { RunResult } from '../contract/run.ts'
import { formatCount } from '../text/units.ts'
import { someCodes } from '../verify/counts.ts'

/**
 * How many warnings of what made the verdict `warnings`, by the rule of `verdictOfRun`: `2 of inspect`. Empty for any
 * other verdict. `named`: with their codes.
 */
export function verdictReasons(
  { verdict, inspect, verify, shareOfVoice }: RunResult,
  named: boolean,
): readonly string[] {
  if (verdict !== 'warnings') return []
  const findings = inspect?.findings.filter(({ severity }) => severity === 'warning') ?? []
  const checks = verify?.checks.filter(({ status }) => status === 'warn') ?? []
  const poisoned = shareOfVoice?.donors.filter(({ band }) => band === 'poisoned') ?? []
  const sources = [
    ['inspect', findings],
    ['the checks', checks],
    ['the shares', poisoned.map(({ band }) => ({ code: band }))],
  ] as const
  return sources.flatMap(([source, warned]) =>
    warned.length > 0 ? [`${formatCount(warned.length)} of ${source}${named ? someCodes(warned) : ''}`] : [],
  )
}
