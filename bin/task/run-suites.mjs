import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { writeCounts } from './counts.mjs'
import { inOrder } from './in-order.mjs'
import { root } from './run.mjs'
import { makersFor, suitesOf } from './suites.mjs'

const results = join(root, '.cache', 'test-results')
/** SIGHUP, SIGINT and SIGTERM end a suite with these. */
const interrupts = [129, 130, 143]

/**
 * Runs every suite of a set, also after one failed, and ends with the plain line `N passed, N failed`.
 * @param {string[]} only names of suites; none means all
 * @returns the exit code: 0 only when nothing failed
 */
export async function runSuites(set, only = []) {
  const known = suitesOf(set).map((suite) => suite.name)
  const strange = only.filter((name) => !known.includes(name))
  if (strange.length > 0) {
    process.stderr.write(`no such suite: ${strange.join(', ')}; there are ${known.join(', ')}\n`)
    return 2
  }
  return conclude(set, await runAll(suitesOf(set, only)))
}

/**
 * The suites of Python run beside the others: pytest takes one core, and the tests that start whole programs wait
 * more than they compute. Output comes in the order of the suites all the same.
 */
export async function runAll(
  suites,
  show = (chunk) => process.stdout.write(chunk),
  beside = availableParallelism() > 1,
) {
  mkdirSync(results, { recursive: true })
  const outputs = inOrder(suites.length, show)
  const rows = new Map()
  const ended = new Map(suites.map(({ name }) => [name, Promise.withResolvers()]))
  let stopped = false
  const runQueue = async (queue) => {
    for (const suite of queue) {
      const makers = makersFor(suite)
      const broken = await firstBroken(makers.map((name) => ended.get(name).promise))
      if (stopped) {
        ended.get(suite.name).resolve({ code: interrupts[0] })
        continue
      }
      const output = outputs[suites.indexOf(suite)]
      output.write(`\n── ${suite.name}\n`)
      const row = broken ? lacking(suite, broken) : await runSuite(suite, output)
      rows.set(suite, row)
      output.end()
      ended.get(suite.name).resolve(row)
      stopped ||= interrupts.includes(row.code)
    }
  }
  const queues = Map.groupBy(suites, ({ queue }) => (beside && queue) || 'main')
  await Promise.all([...queues.values()].map(runQueue))
  return suites.flatMap((suite) => rows.get(suite) ?? [])
}

async function firstBroken(makers) {
  return (await Promise.all(makers)).find(({ code }) => code !== 0)
}

function lacking(suite, maker) {
  const message = `not run: ${maker.name} could not be made, see above`
  const failures = [{ test: suite.name, message }]
  return { name: suite.name, code: 1, seconds: 0, passed: 0, failed: 1, skipped: [], failures }
}

async function runSuite(suite, output) {
  const report = join(results, `${suite.name}.out`)
  rmSync(report, { force: true })
  const began = Date.now()
  const code = await suite.run({ cwd: root, report, output })
  const none = { passed: 0, failed: 0, skipped: [], failures: [] }
  const counts = suite.read && existsSync(report) ? suite.read(report) : none
  if (!suite.read && code === 0) counts.passed = 1
  // A check, or a runner that failed without a failed test (it could not start, an error outside of a test).
  else if (code !== 0 && counts.failed === 0) {
    counts.failed = 1
    counts.failures.push({ test: suite.name, message: `ended with ${code}` })
  }
  return { name: suite.name, code, seconds: (Date.now() - began) / 1000, ...counts }
}

function conclude(set, rows) {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0)
  const total = {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: rows.flatMap((row) => row.skipped),
    failures: rows.flatMap(({ name, failures }) => failures.map((failure) => ({ suite: name, ...failure }))),
  }
  const lines = rows.map(
    ({ name, passed, failed, skipped, seconds }) =>
      `  ${failed ? 'FAILED' : 'ok    '}  ${name.padEnd(18)} ${String(passed).padStart(5)} ok ${String(failed).padStart(4)} failed ${String(skipped.length).padStart(4)} skipped ${seconds.toFixed(1).padStart(7)} s`,
  )
  process.stdout.write(`\n${lines.join('\n')}\n`)
  for (const { test, reason } of total.skipped)
    process.stdout.write(`  skipped: ${test}${reason ? `: ${reason}` : ''}\n`)
  writeCounts(join(results, `${set}.json`), total)
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
  return total.failed === 0 && rows.length > 0 ? 0 : 1
}
