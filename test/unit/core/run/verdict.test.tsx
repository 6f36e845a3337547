import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import { summaryLines } from '../../../../src/cli/render/summary.ts'
import { verifyText } from '../../../../src/cli/render/verify.ts'
import type { InspectResult } from '../../../../src/core/contract/inspect.ts'
import { type RunResult, runResult } from '../../../../src/core/contract/run.ts'
import type { OutputCheck } from '../../../../src/core/contract/verify.ts'
import { type ErrorCode, errorCodes } from '../../../../src/core/error-codes.ts'
import { MergescopeError } from '../../../../src/core/errors.ts'
import { makeFinding } from '../../../../src/core/findings/make.ts'
import { reportPage } from '../../../../src/core/report-page/page.ts'
import { reportMarkdown } from '../../../../src/core/report-text/markdown.ts'
import { verdictOfRun } from '../../../../src/core/run/verdict.ts'
import { checksByName, checksSentence } from '../../../../src/core/verify/counts.ts'
import { verdictOfChecks } from '../../../../src/core/verify/verify.ts'
import { verdictReasons } from '../../../../src/core/view/verdict-reasons.ts'
import { Screen } from '../../../../src/ui/app.tsx'
import { appAfter } from '../../../support/app-states.ts'
import { frame } from '../../../support/frame.ts'
import { sampleRun } from '../../../support/run-result.ts'

const check = fc.constantFrom('pass', 'warn', 'fail', 'skip').map(
  (status): OutputCheck => ({
    code: 'x',
    status: status as OutputCheck['status'],
    message: 'm',
    tensor: null,
  }),
)
const warning = makeFinding('config-values-differ', { message: 'm' })
const inspected = (verdict: InspectResult['verdict']): InspectResult => ({
  ...{ schema: 1, donors: [], vocabulary: null, estimate: null },
  findings: verdict === 'ok' ? [] : [warning],
  verdict,
})
const ended = fc
  .record({
    checks: fc.option(fc.array(check, { maxLength: 30 })),
    inspect: fc.option(fc.constantFrom('ok', 'warnings', 'blocked')),
    poisoned: fc.boolean(),
    error: fc.option(fc.constantFrom(...(Object.keys(errorCodes) as ErrorCode[]))),
  })
  .map(({ checks, inspect, poisoned, error }) => {
    const sample = sampleRun(['org/a', 'org/b'], 1, [])
    const facts: RunResult = {
      ...sample,
      inspect: inspect && inspected(inspect as InspectResult['verdict']),
      verify: checks && { schema: 1, checks, verdict: verdictOfChecks(checks) },
      shareOfVoice: sample.shareOfVoice && {
        ...sample.shareOfVoice,
        donors: sample.shareOfVoice.donors.map((donor) => ({
          ...donor,
          band: poisoned ? 'poisoned' : 'subtle',
        })),
      },
    }
    const verdict = verdictOfRun(facts, error && new MergescopeError(error, 'why'))
    return { error, poisoned, result: { ...facts, verdict } }
  })

/** The words that people see, each where it stands. */
function words(result: RunResult): Record<string, string | undefined> {
  const folder = '/m/out'
  const recent = { kind: 'recent', runs: [{ folder, result }] } as const
  const home = frame(<Screen state={appAfter([recent])} />, 100, 24)
  const screen = frame(<Screen state={appAfter([recent, '<enter>'])} />, 140, 24)
  return {
    cli: /^verdict +(\w+)/m.exec(summaryLines(result, 100, makePaint(false)).join('\n'))?.[1],
    tui: /^(\w+)(?: \([^)]*\))?: \/m\/out/m.exec(screen)?.[1],
    home: /\/m\/out +(\w+)/.exec(home)?.[1],
    json: runResult.parse(JSON.parse(JSON.stringify(result))).verdict,
    screen,
    report: /Verdict: <b>(\w+)</.exec(reportPage(result))?.[1],
  }
}

test('the command line, the screens, run.json and the report say the same word', () => {
  fc.assert(
    fc.property(ended, ({ result }) => {
      const { verdict } = result
      const { screen: _, ...said } = words(result)
      expect(said).toEqual({ cli: verdict, tui: verdict, home: verdict, json: verdict, report: verdict })
    }),
    { numRuns: 60 },
  )
})

test('a run with warnings says how many of what, wherever it says so, and any other run nothing', () => {
  fc.assert(
    fc.property(ended, ({ result }) => {
      const reasons = verdictReasons(result, false)
      expect(reasons.length > 0).toBe(result.verdict === 'warnings')
      if (reasons.length === 0) return
      const told = reasons.join(', ')
      expect(words(result).screen).toContain(`warnings (${told}): /m/out`)
      expect(summaryLines(result, 100, makePaint(false)).at(-1)).toBe(
        `verdict     warnings: ${verdictReasons(result, true).join(', ')}`,
      )
      if (result.verify) expect(reportPage(result)).toContain(`; warnings: ${told}.`)
    }),
    { numRuns: 60 },
  )
})

test('nothing that a run knows to be wrong is called ok', () => {
  fc.assert(
    fc.property(ended, ({ result, error, poisoned }) => {
      const statuses = new Set(result.verify?.checks.map(({ status }) => status))
      const wrong = error !== null || statuses.has('fail') || result.inspect?.verdict === 'blocked'
      const odd = statuses.has('warn') || poisoned || result.inspect?.verdict === 'warnings'
      if (wrong) expect(['failed', 'blocked', 'cancelled']).toContain(result.verdict)
      else expect(result.verdict).toBe(odd ? 'warnings' : 'ok')
      if (statuses.has('fail') && error === null) expect(result.verdict).toBe('failed')
    }),
  )
})

test.each([
  ['cancelled', 'cancelled'],
  ['terminated', 'cancelled'],
  ['hangup', 'cancelled'],
  ['config-invalid', 'blocked'],
  ['preflight-blocked', 'blocked'],
  ['output-exists', 'failed'],
  ['output-failed-checks', 'failed'],
  ['merge-failed', 'failed'],
] as const)('calls a run that ended with %s %s', (code, verdict) => {
  const nothing = { inspect: null, verify: null, shareOfVoice: null }
  expect(verdictOfRun(nothing, new MergescopeError(code, 'x'))).toBe(verdict)
})

test('checks are counted in the same words everywhere, and the skipped are told as skipped', () => {
  fc.assert(
    fc.property(fc.array(check, { minLength: 1, maxLength: 30 }), (checks) => {
      const verify = { schema: 1 as const, checks, verdict: verdictOfChecks(checks) }
      const result = { ...sampleRun(['org/a', 'org/b'], 1, []), verify }
      const recent = { kind: 'recent', runs: [{ folder: '/m/out', result }] } as const
      const sentence = checksSentence(checks)
      const named = checksByName(checks)
      const counts = [...sentence.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0)
      expect(counts).toBe(checks.length)
      expect(sentence.includes('skipped')).toBe(checks.some(({ status }) => status === 'skip'))
      expect(verifyText(verify, { all: true, quiet: false }, 80)).toContain(`: ${named}\n`)
      expect(reportPage(result)).toContain(`<p>${named}.</p>`)
      expect(reportMarkdown(result)).toContain(`\n${named}.\n`)
      const line = summaryLines(result, 100, makePaint(false)).find((text) => text.startsWith('checks'))
      expect(line?.replace(/[✓!✗–] |checks +/g, '')).toBe(named.replaceAll(', ', '  '))
      expect(frame(<Screen state={appAfter([recent, '<enter>'])} />, 140, 24)).toContain(
        `checks: ${sentence}`,
      )
    }),
    { numRuns: 20 },
  )
})
