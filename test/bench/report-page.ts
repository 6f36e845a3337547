/**
 * The report page of 40 layers × 15 donors with 10,000 audit records in a real Chromium: its size, and how long it
 * takes from opening it to the first drill-down being there.
 *
 *     node --import tsx test/bench/report-page.ts
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { reportPage } from '../../src/core/report-page/page.ts'
import { chromiumPath, openBrowser } from '../support/browser.ts'
import { reasonFor } from '../support/needs.ts'
import { sampleRun } from '../support/run-result.ts'

if (!chromiumPath) throw new Error(reasonFor('Chromium'))
const donors = Array.from({ length: 15 }, (_, index) => `org/donor-${index}`)
const tokens = Array.from({ length: 10_000 }, (_, index) => `<|token_${index}|>`)
const text = reportPage(sampleRun(donors, 40, tokens))
const folder = await mkdtemp(join(tmpdir(), 'mergescope-page-'))
const browser = await openBrowser()
try {
  const file = join(folder, 'report.html')
  await writeFile(file, text)
  console.log(`${(Buffer.byteLength(text) / 1e6).toFixed(2)} MB`)
  for (let round = 0; round < 5; round++) {
    const page = await browser.newPage()
    const began = performance.now()
    await page.goto(pathToFileURL(file).href)
    const loaded = performance.now()
    await page.evaluate(`document.querySelector('#heat td').click()`)
    await page.locator('#drill-tensors tbody tr').first().waitFor()
    const seconds = (ms: number) => ((ms - began) / 1000).toFixed(2)
    console.log(`loaded after ${seconds(loaded)} s, first drill-down after ${seconds(performance.now())} s`)
    await page.close()
  }
} finally {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
}
