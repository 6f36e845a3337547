import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { reportPage } from '../../../../src/core/report-page/page.ts'
import { mostCompared } from '../../../../src/core/share-of-voice/gram.ts'
import { repositoryRoot } from '../../../support/python.ts'
import { sampleRun } from '../../../support/run-result.ts'

it('says where donors are too many to be compared, from the number on that the audit has', async () => {
  const audit = await readFile(join(repositoryRoot, 'python/mergescope/audit/voice.py'), 'utf8')
  expect(audit).toContain(`MOST_COMPARED = ${mostCompared}\n`)
  const page = (count: number) => {
    const run = sampleRun(
      Array.from({ length: count }, (_, index) => `org/donor-${index}`),
      1,
      [],
    )
    const { similarity: _, ...voice } = run.shareOfVoice!
    return reportPage({ ...run, shareOfVoice: voice })
  }
  const sentence = 'How alike each two donors are is measured for up to'
  expect(page(mostCompared)).not.toContain(sentence)
  expect(page(mostCompared + 1)).toContain(`${sentence} 128 donors; this merge has 129.`)
})
