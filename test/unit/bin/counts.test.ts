import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
// @ts-expect-error plain JavaScript for old Nodes, without types
import { readJunit, readVitest } from '../../../bin/task/counts.mjs'

const folder = mkdtempSync(join(tmpdir(), 'mergescope-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (text: string) => {
  const path = join(folder, 'report')
  writeFileSync(path, text)
  return path
}

test('a junit report: an error in a fixture fails, a skip keeps its reason', () => {
  const report = `<?xml version="1.0"?><testsuites><testsuite tests="4">
<testcase classname="a" name="passes" time="0.1" />
<testcase classname="a" name="fails"><failure message="x">E &lt;</failure></testcase>
<testcase classname="a" name="breaks"><error message="fixture">y</error></testcase>
<testcase classname="a" name="skips"><skipped type="pytest.skip" message="no &quot;GPU&quot;">z</skipped></testcase>
</testsuite></testsuites>`
  expect(readJunit(file(report))).toEqual({
    passed: 1,
    failed: 2,
    failures: [
      { test: 'fails', message: 'x' },
      { test: 'breaks', message: 'fixture' },
    ],
    skipped: [{ test: 'skips', reason: 'no "GPU"' }],
  })
})

test('a vitest report: a file that could not be loaded counts as a failure', () => {
  const result = (status: string) => ({ status, fullName: status, failureMessages: ['Error: no'] })
  const report = {
    testResults: [
      { status: 'passed', assertionResults: [result('passed'), result('pending')] },
      { status: 'failed', assertionResults: [result('failed'), result('passed')] },
      { name: 'a.test.ts', message: 'SyntaxError', status: 'failed', assertionResults: [] },
    ],
  }
  expect(readVitest(file(JSON.stringify(report)))).toMatchObject({
    passed: 2,
    failed: 2,
    failures: [
      { test: 'failed', message: 'Error: no' },
      { test: 'a.test.ts', message: 'SyntaxError' },
    ],
    skipped: [{ test: 'pending' }],
  })
})
