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
  return {
    passed: of('passed').length,
    failed: of('failed').length + broken.length,
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
  const broken = cases.filter(([, , inside]) => /<(failure|error)\b/.test(inside ?? '')).length
  const skipped = holds('skipped').map(([, attributes, inside]) => ({
    test: fromXml(/ name="([^"]*)"/.exec(attributes)?.[1] ?? ''),
    reason: fromXml(/message="([^"]*)"/.exec(inside)?.[1] ?? ''),
  }))
  return { passed: cases.length - broken - skipped.length, failed: broken, skipped }
}

const fromXml = (text) =>
  text.replace(
    /&(lt|gt|quot|apos|amp|#10);/g,
    (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#10': ' ' })[name],
  )

export function writeCounts(file, { passed, failed, skipped }) {
  writeFileSync(file, `${JSON.stringify({ passed, failed, skipped: skipped.length })}\n`)
}
