import fc from 'fast-check'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { visible } from '../../../src/core/report-page/html.ts'
import { poisonedTimes } from '../../../src/core/share-of-voice/bands.ts'
import { predictShares } from '../../../src/core/share-of-voice/predict.ts'
import { percent, shortCosine, shortNorm, threeDigits } from '../../../src/core/text/figures.ts'
import { headlineOf } from '../../../src/core/view/headline.ts'
import { shareRows, verdictLine } from '../../../src/core/view/share-rows.ts'
import { needing } from '../../support/needs.ts'
import { type Pages, reportPages } from '../../support/report-pages.ts'
import { sampleRun } from '../../support/run-result.ts'

const donors = Array.from({ length: 15 }, (_, index) => `org/donor-${index}`)
const hostile = [
  '</script><script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 1">',
  '"><b onmouseover=alert(1)>',
  '\u202eevil\u202c \u001b[31mred',
  'lone \ud800 surrogate',
]
/** As names are on the Hub and on disks: long, with the same beginnings and ends, and in wide characters. */
const longNames = Array.from(
  { length: 40 },
  (_, at) =>
    [
      `ParasiticRogue/Nemo-Instruct-merged-with-a-very-long-and-descriptive-name-v${at}-12B`,
      `/srv/models/hub/finetunes/2024-11/internal-sft-stage2-checkpoint-${at}00`,
      `深度求索/密斯特拉尔-尼莫-十二亿-中文对话微调-版本-${at}`,
    ][at % 3]!,
)

/** All that can be told of a donor. */
const figures = { alignment: 0.123, scale: 12.3, keptDensity: 0.6, signConflict: 0.456, changeWithout: 0.913 }

/** The whole name of a heading that is cut. */
const wholeName = 'it.title || it.textContent'

describe('the report page in a real browser', needing('Chromium'), () => {
  let pages: Pages
  beforeAll(async () => {
    pages = await reportPages()
  })
  afterAll(() => pages?.close())

  it('begins with the verdict and three sentences, and has the numbers of run.json', async () => {
    const run = sampleRun(donors, 4, ['<|im_start|>', '<|im_end|>'])
    const { page, errors } = await pages.open(run)
    const { sentences } = headlineOf(run)
    expect(await page.locator('#headline p').allTextContents()).toEqual([
      `Verdict: ${run.verdict}`,
      ...sentences,
    ])
    const shares = await page.evaluate<[string, string][]>(
      `[...document.querySelectorAll('#share tbody tr')].map((row) =>
        [row.querySelector('th').textContent, row.querySelector('td').dataset.value])`,
    )
    expect(new Map(shares.map(([ref, share]) => [ref, Number(share)]))).toEqual(
      new Map(run.shareOfVoice!.donors.map(({ ref, share }) => [ref, share])),
    )
    expect(await page.locator('#checks tbody tr').count()).toBe(1)
    const told = shareRows(run.shareOfVoice!).map(({ verdict }) => verdictLine(verdict!))
    expect((await page.locator('#verdicts li').allTextContents()).sort()).toEqual([...told].sort())
    expect(await page.locator('#verdicts').textContent()).toContain(`${poisonedTimes} × the median`)
    expect(await page.locator('figure [role=img][aria-label] svg').count()).toBe(4)
    expect(errors).toEqual([])
  })

  it('shows every figure of fifteen donors beside each other, and gives the room to cells instead of names', async () => {
    const run = sampleRun(longNames.slice(0, 15), 6, ['<|im_start|>'])
    const all = run.shareOfVoice!.donors.map((donor) => ({ ...donor, ...figures, norm: 12_345.6 }))
    const inspect = {
      donors: all.map(({ ref }) => ({ ref, ghosts: [], vocabularyTensors: [], tokenizer: null })),
    }
    const { page } = await pages.open({
      ...run,
      shareOfVoice: { ...run.shareOfVoice!, donors: all },
      inspect: { ...inspect, findings: [], vocabulary: null, estimate: null, verdict: 'ok' } as never,
    })
    await page.setViewportSize({ width: 1280, height: 900 })
    const hidden =
      "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('#share .scroll'))"
    expect(await page.evaluate<number>(hidden)).toBe(0)
    const names =
      "document.querySelector('#heat tbody th').offsetWidth / document.querySelector('#heat').offsetWidth"
    expect(await page.evaluate<number>(names)).toBeLessThan(0.25)
  })

  it('has no barrier that axe knows of: light, dark, on a telephone, with every part open', async () => {
    const run = sampleRun(longNames.slice(0, 15), 3, ['<|im_start|>'])
    const failed = { code: 'values-nan', status: 'fail', message: 'a value is NaN', tensor: null } as const
    const { page } = await pages.open({
      ...run,
      verdict: 'failed',
      verify: { schema: 1, verdict: 'failed', checks: [...run.verify!.checks, failed] },
    })
    await page.locator('#heat td').nth(1).click()
    await page.locator('#drill-tensors tbody button').first().click()
    await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    expect(await pages.barriers(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await pages.barriers(page)).toEqual([])
  })

  it('needs no scrolling sideways, and keeps 40 long names apart, on a telephone and on paper', async () => {
    const { page } = await pages.open({
      ...sampleRun(longNames, 40, ['<|im_start|>']),
      output: longNames[1]!,
    })
    const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    for (const width of [390, 760, 1280]) {
      await page.setViewportSize({ width, height: 844 })
      expect(await page.evaluate(beyond), `at ${width}`).toBe(0)
    }
    const headBelowTop =
      '(it.scrollTop = 200, it.querySelector("thead th").getBoundingClientRect().top - it.getBoundingClientRect().top)'
    const [below] = await pages.each<number>(page, '#share .scroll', headBelowTop)
    expect(below, 'the heading stays').toBeLessThanOrEqual(1)
    for (const grid of ['#share', '#heat', '#what-if', '#similarity']) {
      const heads = page.locator(`${grid} tbody th`)
      expect(new Set(await heads.allTextContents()).size).toBe(40)
      const whole = await pages.each(page, `${grid} tbody th`, wholeName)
      expect([...whole].sort()).toEqual([...longNames].sort())
    }
    await page.setViewportSize({ width: 703, height: 1000 })
    await page.emulateMedia({ media: 'print' })
    expect(await page.evaluate(beyond), 'on paper').toBe(0)
    expect(await pages.each(page, '#share .scroll', 'it.scrollHeight - it.clientHeight')).toEqual([0])
  })

  it.each([15, 40])(
    'scrolls neither tables nor YAML sideways on a telephone: %i donors, 40 layers',
    async (count) => {
      const run = sampleRun(longNames.slice(0, count), 40, ['<|im_start|>'])
      const all = run.shareOfVoice!.donors.map((donor) => ({ ...donor, ...figures, norm: 12_345.6 }))
      const { page } = await pages.open({ ...run, shareOfVoice: { ...run.shareOfVoice!, donors: all } })
      await page.setViewportSize({ width: 390, height: 844 })
      await page.locator('#heat td').first().click()
      await page.locator('#drill-tensors tbody button').first().click()
      await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
      const boxes = await pages.each<[string, number]>(
        page,
        '.scroll, pre',
        '[it.ariaLabel ?? it.textContent, it.scrollWidth - it.clientWidth]',
      )
      expect(boxes.length).toBeGreaterThan(8)
      expect(boxes.filter(([, hidden]) => hidden > 0)).toEqual([])
      const figuresOf = (table: string) =>
        pages.each<[string, boolean]>(
          page,
          `${table} tbody tr:first-child td`,
          '[getComputedStyle(it, "::before").content, it.scrollWidth > it.clientWidth]',
        )
      for (const [label, isCut] of [...(await figuresOf('#share')), ...(await figuresOf('#drill-donors'))]) {
        expect(label).toMatch(/^"\w+/)
        expect(isCut, label).toBe(false)
      }
      const norms = page.locator('#share thead button', { hasText: 'norm' })
      await norms.click()
      expect(await norms.locator('..').getAttribute('aria-sort')).toBe('descending')
      expect(await pages.barriers(page)).toEqual([])
    },
  )

  it('goes through the heat map by keyboard, tells each cell, and opens its tensors', async () => {
    const run = sampleRun(donors, 4, [])
    const { page } = await pages.open(run)
    await page.locator('#heat td[tabindex="0"]').focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'End', 'ArrowLeft'])
      await page.keyboard.press(key)
    const { layers, tensors } = run.shareOfVoice!
    const { share, norm, cosine } = layers[2]!.donors[1]!
    expect(await page.locator('#tip').innerText()).toBe(
      `org/donor-1\nlayer 2\nshare of voice ${percent(share)}\nnorm ${threeDigits(norm)}\ncosine ${cosine!.toFixed(2)}`,
    )
    // What a screen reader is told with the cell.
    expect(await page.locator('#heat td:focus').getAttribute('aria-describedby')).toBe('tip')
    await page.keyboard.press('Escape')
    expect(await page.locator('#tip').isVisible()).toBe(false)
    expect(await page.locator('[aria-describedby=tip]').count()).toBe(0)
    await page.keyboard.press('Enter')
    expect(await page.locator('#drill-tensors tbody tr').count()).toBe(8)
    const tensor = tensors.find(({ tensor: name }) => name.includes('layers.2.'))!
    const first = page.locator('#drill-tensors tbody tr').first()
    expect(await first.locator('td').first().textContent()).toBe(percent(tensor.donors[1]!.share))
    await first.locator('button').press('Enter')
    const figures = page.locator('#drill-donors tbody tr')
    expect(await figures.locator('td:nth-child(2)').allTextContents()).toEqual(
      tensor.donors.map(({ share }) => percent(share)),
    )
  })

  it('shows the layers of one kind for all donors, and all kinds of one donor', async () => {
    const run = sampleRun(donors, 4, [])
    const { page } = await pages.open(run)
    const shares = () =>
      pages.each(page, '#heat tbody td', 'it.dataset.text.match(/^share of voice (.*)$/m)[1]')
    const of = (layer: number, module: string, donor: number) =>
      percent(
        run.shareOfVoice!.tensors.find(({ tensor }) => tensor.includes(`.${layer}.mlp.${module}.`))!.donors[
          donor
        ]!.share,
      )
    await page.locator('#heat-view').selectOption({ label: 'mlp.k_proj' })
    expect(await shares()).toEqual(
      donors.flatMap((_, donor) => [0, 1, 2, 3].map((at) => of(at, 'k_proj', donor))),
    )
    await page.locator('#heat-view').selectOption({ label: 'org/donor-7' })
    expect((await shares()).slice(8, 12)).toEqual([0, 1, 2, 3].map((at) => of(at, 'k_proj', 7)))
    await page.locator('#heat tbody tr').nth(2).locator('td').nth(3).click()
    expect(await page.locator('#drill-tensors caption').textContent()).toBe('1 tensor, layer 3, org/donor-7')
  })

  it('shows norms and cosines in place of shares, with a scale of their own', async () => {
    const run = sampleRun(donors, 4, [])
    const voice = run.shareOfVoice!
    const layers = voice.layers.map((layer, at) => ({
      ...layer,
      donors: layer.donors.map((donor, donorAt) => ({ ...donor, cosine: ((donorAt + at) % 5) / 4 - 0.5 })),
    }))
    const { page, errors } = await pages.open({ ...run, shareOfVoice: { ...voice, layers } })
    const cells = () => pages.each(page, '#heat tbody td', 'it.textContent')
    const expected = (short: (donor: (typeof layers)[number]['donors'][number]) => string) =>
      donors.flatMap((_, donor) => layers.map((layer) => short(layer.donors[donor]!)))
    for (const [label, short] of [
      ['norm', ({ norm }: { norm: number | null }) => shortNorm(norm)],
      ['cosine', ({ cosine }: { cosine: number | null }) => shortCosine(cosine)],
    ] as const) {
      await page.locator('#heat-figure').selectOption({ label })
      expect(await cells()).toEqual(expected(short))
      expect(await page.locator('#heat').getAttribute('aria-label')).toBe(
        `${label} of each donor in each layer`,
      )
      const legend = page.locator('#heatmap .legend:visible')
      expect(await legend.getAttribute('aria-label')).toContain(`scale of colours of the ${label}`)
      const scale = await pages.each(page, '#heatmap .legend:not([hidden]) span', 'it.className')
      const used = await pages.each(page, '#heat tbody td', 'it.className')
      expect(used.filter((colour) => !scale.includes(colour))).toEqual([])
    }
    expect(await pages.barriers(page)).toEqual([])
    expect(errors).toEqual([])
  })

  it('sorts a table by the heading that is chosen, and the other way round at the next time', async () => {
    const run = sampleRun(donors, 1, [])
    const { page } = await pages.open(run)
    const norms = run.shareOfVoice!.donors.map(({ norm }) => norm).sort((a, b) => a - b)
    const shown = async () =>
      (await pages.each(page, '#share tbody td:nth-child(6)', 'it.dataset.value')).map(Number)
    const heading = page.locator('#share thead th', { hasText: 'norm' })
    await heading.locator('button').press('Enter')
    expect([await heading.getAttribute('aria-sort'), await shown()]).toEqual([
      'descending',
      norms.toReversed(),
    ])
    await heading.locator('button').press('Enter')
    expect([await heading.getAttribute('aria-sort'), await shown()]).toEqual(['ascending', norms])
  })

  it('predicts with its sliders what the core predicts', async () => {
    const refs = donors.slice(0, 5)
    const run = sampleRun(refs, 1, [])
    const { page } = await pages.open(run)
    const weight = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1, noNaN: true }))
    for (const weights of fc.sample(fc.array(weight, { minLength: 5, maxLength: 5 }), {
      numRuns: 25,
      seed: 5,
    })) {
      const then = await page.evaluate<string[]>(`${JSON.stringify(weights)}.forEach((weight, at) => {
        const slider = document.querySelectorAll('#what-if input')[at]
        slider.value = weight
        slider.dispatchEvent(new Event('input', { bubbles: true }))
      }), [...document.querySelectorAll('#what-if .then')].map((cell) => cell.textContent)`)
      const predicted = predictShares(
        run.shareOfVoice!,
        new Map(refs.map((ref, at) => [ref, weights[at]!])),
        'mean',
      )
      expect(then).toEqual(predicted.donors.map(({ share }) => percent(share)))
    }
  })

  it('writes no weight for the config of a donor whose weight is no single number', async () => {
    const refs = donors.slice(0, 3)
    const run = sampleRun(refs, 1, [])
    const voice = run.shareOfVoice!
    const varied = voice.donors.map((donor, at) => (at === 1 ? { ...donor, weight: null } : donor))
    const { page } = await pages.open({ ...run, shareOfVoice: { ...voice, donors: varied } })
    const text = (await page.locator('#weights-yaml').textContent())!
    const written = parse(text) as readonly { model: string; parameters: { weight: number } }[]
    expect(written.map(({ model }) => model)).toEqual([refs[0], refs[2]])
    expect(text.split('\n').filter((line) => line.includes(refs[1]!))).toEqual([
      expect.stringMatching(/^ {2}# .*not a single number/),
    ])
  })

  it('finds a token in the vocabulary table', async () => {
    const { page } = await pages.open(sampleRun(donors, 1, ['<|im_start|>', '<|im_end|>', 'other']))
    await page.fill('#find', 'im_')
    expect(await page.locator('#records tbody tr:visible').count()).toBe(2)
    expect(await page.locator('#found').textContent()).toBe('2 records')
  })

  it('draws any name as text, whatever markup it is made of, and runs nothing in it', async () => {
    const part = fc.constantFrom(
      ...['</script>', '<script>', '<!--', '-->', '<img src=x onerror="hacked=1">', ']]>', '&lt;', '&#60;b>'],
      ...['"', "'", '`', '</title>', '</style>', '{{hacked=1}}', '\\u003cscript>', '<svg/onload=hacked=1>'],
      ...['javascript:hacked=1', '\u2028', '\u0007', '\u202e', '\ud800', 'a', '/', '模'],
    )
    const made = fc
      .sample(fc.array(part, { minLength: 1, maxLength: 6 }), { numRuns: 60, seed: 3 })
      .map((parts, index) => `${parts.join('')}${index}`)
    const names = [...hostile, ...made]
    const { page, errors } = await pages.open({
      ...sampleRun(names, 2, names),
      output: names.join(''),
      config: names.join(''),
    })
    const use = async (of: Page) => {
      await of.locator('#heat td').first().click()
      await of.locator('#drill-tensors tbody button').first().click()
      await of.locator('#heat-view').selectOption('donor 1')
      await of.locator('#heat td').first().hover()
      return of.evaluate(
        '[document.scripts.length, document.querySelectorAll("img, svg[onload], main li b, title").length]',
      )
    }
    const elements = await use(page)
    expect(await page.evaluate('[window.hacked, typeof hacked]')).toEqual([undefined, 'undefined'])
    const plain = await pages.open(
      sampleRun(
        names.map((_, index) => `donor-${index}`),
        2,
        [],
      ),
    )
    expect(elements).toEqual(await use(plain.page))
    const shown = await pages.each(page, '#drill-donors tbody th', wholeName)
    expect(shown).toEqual(names.map(visible))
    expect(await page.locator('#records tbody td code').nth(1).textContent()).toBe(hostile[1])
    expect(errors).toEqual([])
  })

  it('stays below 1.5 MB with 40 layers, 15 donors and 10,000 audit records, and holds 400 donors', async () => {
    const tokens = Array.from({ length: 10_000 }, (_, index) => `<|token_${index}|>`)
    const { page, errors, bytes } = await pages.open(sampleRun(donors, 40, tokens))
    expect(bytes).toBeLessThan(1_500_000)
    expect(await page.locator('#heat td').count()).toBe(15 * 40)
    expect(await page.locator('#vocabulary').textContent()).toContain('8,000 more records are in run.json')
    const many = Array.from({ length: 400 }, (_, index) => `${longNames[index % 40]}-${index}`)
    const { similarity: _, ...voice } = sampleRun(many, 4, []).shareOfVoice!
    const crowd = await pages.open({ ...sampleRun(donors, 4, []), shareOfVoice: voice })
    await crowd.page.locator('#heat td').last().click()
    expect(await crowd.page.locator('#drill-tensors tbody tr').count()).toBe(8)
    expect([...errors, ...crowd.errors]).toEqual([])
  })
})
