import { readFileSync, writeFileSync } from 'node:fs'

/** Counts of a vitest JSON report. A file that could not be loaded has no tests and counts as one failure. */
export function readVitest(file) {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'))
  const tests = testResults.flatMap((result) => result.assertionResults)
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  const of = (...states) => tests.filter(({ status }) => states.includes(status))
  const failures = [
    ...of('failed').map(({ fullName, failureMessages }) => ({ test: fullName, message: failureMessages[0] })),
    ...broken.map(({ name, message }) => ({ test: name, message })),
  ]
  return {
    passed: of('passed').length,
    failed: failures.length,
    failures,
    skipped: of('pending', 'skipped', 'todo').map(({ fullName, meta }) => ({
      test: fullName,
      reason: meta?.skipped ?? '',
    })),
  }
}

/** Counts of pytest's junit report. */
export function readJunit(file) {
  const xml = readFileSync(file, 'utf8')
  const cases = [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)]
  const holds = (tag) => cases.filter(([, , inside]) => new RegExp(`<${tag}\\b`).test(inside ?? ''))
  const named = ([, attributes, inside]) => ({
    test: fromXml(/ name="([^"]*)"/.exec(attributes)?.[1] ?? ''),
    message: fromXml(/message="([^"]*)"/.exec(inside)?.[1] ?? ''),
  })
  const failures = cases.filter(([, , inside]) => /<(failure|error)\b/.test(inside ?? '')).map(named)
  const skipped = holds('skipped').map(named)
  return {
    passed: cases.length - failures.length - skipped.length,
    failed: failures.length,
    failures,
    skipped: skipped.map(({ test, message }) => ({ test, reason: message })),
  }
}

const fromXml = (text) =>
  text.replace(
    /&(lt|gt|quot|apos|amp|#10);/g,
    (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#10': ' ' })[name],
  )

/** Keeps the counts of a set of suites, and what failed in them, for whoever runs several sets. */
export function writeCounts(file, { passed, failed, skipped, failures }) {
  writeFileSync(file, `${JSON.stringify({ passed, failed, skipped: skipped.length, failures })}\n`)
}
