import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunResult } from '../../../src/core/contract/run.ts'
import { reportPage } from '../../../src/core/report-page/page.ts'
import { poisonedTimes } from '../../../src/core/share-of-voice/bands.ts'
import { percent } from '../../../src/core/text/figures.ts'
import { shareRows, verdictLine } from '../../../src/core/view/share-rows.ts'
import { openBrowser } from '../../support/browser.ts'
import { needing } from '../../support/needs.ts'
import { sampleRun } from '../../support/run-result.ts'

const donors = Array.from({ length: 15 }, (_, index) => `org/donor-${index}`)
const hostile = [
  '</script><script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 1">',
  '"><b onmouseover=alert(1)>',
  '\u202eevil\u202c \u001b[31mred',
  'lone \ud800 surrogate',
]

describe('the report page in a real browser', needing('Chromium'), () => {
  let browser: Browser
  let folder: string
  beforeAll(async () => {
    browser = await openBrowser()
    folder = await mkdtemp(join(tmpdir(), 'mergescope-page-'))
  })
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function open(result: RunResult): Promise<{ page: Page; errors: string[]; bytes: number }> {
    const text = reportPage(result)
    const file = join(folder, `report-${Math.random()}.html`)
    await writeFile(file, text)
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())))
    page.on('pageerror', (error) => void errors.push(String(error)))
    page.on(
      'request',
      (request) => void (request.url().startsWith('file:') || errors.push(`asked for ${request.url()}`)),
    )
    await page.goto(pathToFileURL(file).href)
    return { page, errors, bytes: Buffer.byteLength(text) }
  }

  it('shows the numbers of run.json, without errors and without the network', async () => {
    const run = sampleRun(donors, 4, ['<|im_start|>', '<|im_end|>'])
    const { page, errors } = await open(run)
    const shares = await page.evaluate<[string, string][]>(
      `[...document.querySelectorAll('#share tbody tr')].map((row) =>
        [row.querySelector('th').textContent, row.querySelector('td').dataset.value])`,
    )
    expect(new Map(shares.map(([ref, share]) => [ref, Number(share)]))).toEqual(
      new Map(run.shareOfVoice!.donors.map(({ ref, share }) => [ref, share])),
    )
    const first = page.locator('#heatmap tbody tr').first().locator('td').first()
    expect(Number(await first.getAttribute('data-value'))).toBe(run.shareOfVoice!.layers[0]!.donors[0]!.share)
    expect(await page.locator('#checks tbody tr').count()).toBe(1)
    const sentences = await page.locator('#verdicts li').allTextContents()
    const told = shareRows(run.shareOfVoice!).map(({ verdict }) => verdictLine(verdict!))
    expect([...sentences].sort()).toEqual([...told].sort())
    expect(await page.locator('#verdicts details').textContent()).toContain(`${poisonedTimes} × the median`)
    expect(await page.locator('figure svg').count()).toBe(2)
    expect(errors).toEqual([])
  })

  it('opens the tensors of a row by keyboard', async () => {
    const run = sampleRun(donors, 4, [])
    const { page } = await open(run)
    await page.locator('#heatmap button', { hasText: 'layer 2' }).focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('#drill tbody tr').count()).toBe(8)
    const shown = await page.locator('#drill tbody td').first().textContent()
    const tensor = run.shareOfVoice!.tensors.find(({ tensor }) => tensor.includes('layers.2.'))!
    expect(shown).toBe(percent(tensor.donors[0]!.share))
    await page.keyboard.press('Enter')
    expect(await page.locator('#drill tbody tr').count()).toBe(0)
  })

  it('finds a token in the vocabulary table', async () => {
    const { page } = await open(sampleRun(donors, 1, ['<|im_start|>', '<|im_end|>', 'other']))
    await page.fill('#find', 'im_')
    expect(await page.locator('#records tbody tr:visible').count()).toBe(2)
    expect(await page.locator('#found').textContent()).toBe('2 records')
  })

  it('draws hostile names as text and runs nothing in them', async () => {
    const { page, errors } = await open({
      ...sampleRun(hostile, 2, hostile),
      output: hostile[0]!,
      config: hostile[1]!,
    })
    await page.locator('#heatmap button').first().click()
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(await page.locator('main img').count()).toBe(0)
    expect(await page.locator('#drill thead th').nth(1).textContent()).toBe(hostile[0])
    expect(await page.locator('#records tbody td code').nth(1).textContent()).toBe(hostile[1])
    expect(errors).toEqual([])
  })

  it('draws any name as text, whatever markup it is made of', async () => {
    const part = fc.constantFrom(
      ...[
        '</script>',
        '<script>',
        '<!--',
        '-->',
        '<img src=x onerror="hacked=1">',
        ']]>',
        '&lt;',
        '&#60;b>',
        '"',
        "'",
        '`',
      ],
      ...[
        '</title>',
        '</style>',
        '{{hacked=1}}',
        '\\u003cscript>',
        '<svg/onload=hacked=1>',
        'javascript:hacked=1',
        '\u2028',
        '\u0007',
        'a',
        '/',
      ],
    )
    const names = fc
      .sample(fc.array(part, { minLength: 1, maxLength: 6 }), { numRuns: 60, seed: 3 })
      .map((parts, index) => `${parts.join('')}${index}`)
    const { page, errors } = await open({
      ...sampleRun(names, 2, names),
      output: names.join(''),
      config: names.join(''),
    })
    await page.locator('#heatmap button').first().click()
    const elements = (of: Page) =>
      of.evaluate(
        '[document.scripts.length, document.querySelectorAll("img, svg[onload], main b, title").length]',
      )
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    const plain = await open(
      sampleRun(
        names.map((_, index) => `donor-${index}`),
        2,
        [],
      ),
    )
    expect(await elements(page)).toEqual(await elements(plain.page))
    const shown = await page.locator('#drill thead th').allTextContents()
    expect(shown.slice(1)).toEqual(names)
    expect(errors).toEqual([])
  })

  it('stays small, and answers as soon as it is loaded, with 40 layers, 15 donors and 10,000 audit records', async () => {
    const tokens = Array.from({ length: 10_000 }, (_, index) => `<|token_${index}|>`)
    const { page, errors, bytes } = await open(sampleRun(donors, 40, tokens))
    // Nothing waited for in between: the first click has to be heard.
    const drilled = await page.evaluate<number>(
      `(document.querySelector('#heatmap button').click(), document.querySelectorAll('#drill tbody tr').length)`,
    )
    expect(drilled).toBe(8)
    expect(bytes).toBeLessThan(3_000_000)
    expect(await page.locator('#heatmap > .scroll > table > tbody > tr').count()).toBe(48)
    expect(await page.locator('#vocabulary').textContent()).toContain('5,000 more records are in run.json')
    expect(errors).toEqual([])
  })
})
