import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparisonLines } from '../../../../src/cli/render/comparison.ts'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import { summaryLines } from '../../../../src/cli/render/summary.ts'
import type { RunResult } from '../../../../src/core/contract/run.ts'
import type { DonorVoice } from '../../../../src/core/contract/share-of-voice.ts'
import { reportPage } from '../../../../src/core/report-page/page.ts'
import { compareRuns } from '../../../../src/core/report-text/compare.ts'
import { reportMarkdown } from '../../../../src/core/report-text/markdown.ts'
import { fillModelCard } from '../../../../src/core/report-text/model-card.ts'
import { withVerdicts } from '../../../../src/core/share-of-voice/verdict.ts'
import { percent } from '../../../../src/core/text/figures.ts'
import { shareRows } from '../../../../src/core/view/share-rows.ts'
import { Screen } from '../../../../src/ui/app.tsx'
import { appAfter } from '../../../support/app-states.ts'
import { frame } from '../../../support/frame.ts'
import { sampleRun } from '../../../support/run-result.ts'

/** Shares of every size, those too that rounding would hide or that stand on its edge. */
const share = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, 0.0004999, 0.0005, 0.00049996, 0.0049999, 0.005, 0.12345, 0.9995, 1e-9),
)
const norm = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e7, noNaN: true }))
const donorFigures = fc.record({
  share,
  norm,
  weight: fc.option(fc.double({ min: -1, max: 2, noNaN: true })),
  changeWithout: fc.option(share),
  changeRemerged: fc.option(share),
  skipped: fc.integer({ min: 0, max: 3 }),
  zeroed: fc.integer({ min: 0, max: 3 }),
  layer: fc.option(share),
  module: fc.option(share),
  tensor: fc.option(share),
})

const names = ['org/alpha', 'org/beta', 'org/gamma', 'org/delta', 'org/epsilon']

const results = fc
  .record({
    donors: fc.array(donorFigures, { minLength: 1, maxLength: names.length }),
    method: fc.constantFrom('exact' as const, 'fitted' as const),
    residual: fc.option(share),
    cancellation: fc.option(share),
  })
  .map(({ donors, method, residual, cancellation }): RunResult => {
    const refs = names.slice(0, donors.length)
    const sample = sampleRun(refs, 1, [])
    const voices = (of: 'layer' | 'module' | 'tensor'): DonorVoice[] =>
      donors.flatMap((donor, index) =>
        donor[of] === null
          ? []
          : [{ ...sample.shareOfVoice!.layers[0]!.donors[index]!, share: donor[of], norm: donor.norm }],
      )
    return {
      ...sample,
      vocabularyAudit: {
        ...sample.vocabularyAudit!,
        models: donors.map(({ skipped, zeroed }, index) => ({
          ...{ model: refs[index]!, skipped, zeroed, lines: skipped + zeroed, tokens: [] },
        })),
      },
      shareOfVoice: withVerdicts({
        reference: 'org/base',
        method,
        residual,
        cancellation,
        donors: donors.map((donor, index) => ({
          ref: refs[index]!,
          weight: donor.weight,
          norm: donor.norm,
          share: donor.share,
          band: 'subtle',
          changeWithout: donor.changeWithout,
          changeRemerged: donor.changeRemerged,
        })),
        layers: [{ layer: '0', donors: voices('layer') }],
        modules: [{ module: 'up_proj', donors: voices('module') }],
        tensors: [{ tensor: 'model.layers.0.mlp.up_proj.weight', donors: voices('tensor') }],
      }),
    }
  })

const page = (result: RunResult) => {
  const html = reportPage(result)
  const plain = (markup: string) =>
    markup
      .replace(/<style>.*?<\/style>|<script.*?<\/script>|<svg.*?<\/svg>/gs, '')
      .replace(/<[^>]+>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
      .replace(/\s+/g, ' ')
  const section = (id: string) => new RegExp(`<section id="${id}">.*?</section>`, 's').exec(html)?.[0] ?? ''
  const rows = (id: string) =>
    [...section(id).matchAll(/<tr><th scope="row">.*?<\/tr>/gs)].map(([row]) => plain(row).trim())
  const data = JSON.parse(/<script [^>]*id="data"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? '{}')
  return { text: plain(html), rows, data }
}

const screen = (result: RunResult, keys: readonly string[] = []) => {
  const recent = { kind: 'recent', runs: [{ folder: '/m/out', result }] } as const
  return frame(<Screen state={appAfter([recent, '<enter>', ...keys])} />, 600, 60)
}

const markdown = (result: RunResult) =>
  reportMarkdown(result)
    .replace(/\\([\\`*_{}[\]()#+!|~>$])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')

const terminal = (result: RunResult) => summaryLines(result, 100, makePaint(false), true)
const joined = (lines: readonly string[]) => lines.join(' ').replace(/\s+/g, ' ')

/** What a figure of one decimal may be in whole percent: on the edge either side. */
function rounded(figure: string): readonly string[] {
  if (figure === '–') return ['–']
  if (figure.startsWith('<')) return ['<1']
  const value = Number(figure.replace(' %', ''))
  return value > 0 && value <= 0.5
    ? ['<1', String(Math.round(value))]
    : [Math.floor(value + 0.45), Math.floor(value + 0.55)].map(String)
}

/** Share and band of each donor, in the order in which they stand there. */
const listed = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const match =
      /^\W*(org\/\w+) .*?((?:< )?\d+\.\d %).*?(anchor|middle class|subtle|silent|poisoned)(?!.*org\/)/.exec(
        line.replace(/^\| /, ''),
      )
    return match && !line.includes('; ') && !line.includes(': ')
      ? [`${match[1]} ${match[2]} ${match[3]}`]
      : []
  })

test('shares, bands and their order are the same on the terminal, the screens, the page and the card', () => {
  fc.assert(
    fc.property(results, (result) => {
      const expected = listed(terminal(result))
      expect(expected).toHaveLength(result.shareOfVoice!.donors.length)
      expect(listed(screen(result).split('\n'))).toEqual(expected)
      expect(listed(markdown(result).split('\n'))).toEqual(expected)
      const card = fillModelCard('<!-- mergescope: share of voice -->\n', result.shareOfVoice)
      expect(listed(card.split('\n'))).toEqual(expected)
      // On the page what a band means stands behind it.
      const rows = page(result)
        .rows('share')
        .map((row) => row.replace(/(anchor|middle class|subtle|silent|poisoned) .*/, '$1'))
      expect(listed(rows)).toEqual(expected)
    }),
    { numRuns: 20 },
  )
})

test('every sentence of a verdict is said in the same words wherever it is said', () => {
  fc.assert(
    fc.property(results, (result) => {
      const told = [joined(terminal(result)), page(result).text]
      for (const [index, { verdict }] of shareRows(result.shareOfVoice!).entries()) {
        const { sentence, advice } = verdict!
        // On the screens the text below the cursor is the whole one.
        const shown = screen(
          result,
          Array.from({ length: index }, () => '<down>'),
        )
        for (const view of [...told, joined(shown.split('\n'))]) {
          expect(view).toContain(sentence)
          expect(view).toContain(advice)
        }
        expect(markdown(result)).toContain(sentence.slice(0, -1))
      }
    }),
    { numRuns: 20 },
  )
})

test('a cell of the heat map has one figure and one shade', () => {
  fc.assert(
    fc.property(results, (result) => {
      const line = (lines: readonly string[], label: string) => {
        const line = lines.find((text) => text.replace(/^[ ›│]*/, '').startsWith(label)) ?? ''
        return line.slice(line.indexOf(label) + label.length).match(/[░▒▓█]? *(?:<1|\d+|–)/g) ?? []
      }
      const squeezed = (cells: readonly string[]) => cells.map((cell) => cell.replaceAll(' ', ''))
      // Beside the cells are the donors, with what they are in the row under the cursor.
      const beside = / {3}[a-e] (org\/\w+) +[█▏▎▍▌▋▊▉]* +(\S.*)$/
      const shown = screen(result, ['<right>']).split('\n')
      const told = new Map(shown.flatMap((text) => [(beside.exec(text) ?? []).slice(1) as [string, string]]))
      for (const { ref, share } of result.shareOfVoice!.layers[0]!.donors)
        expect(told.get(ref)).toBe(percent(share))
      const { rows, data } = page(result)
      for (const label of ['layer 0', 'up_proj']) {
        const cells = squeezed(line(terminal(result), label))
        expect(cells).toHaveLength(result.shareOfVoice!.donors.length)
        expect(
          squeezed(
            line(
              shown.map((text) => text.replace(beside, '')),
              label,
            ),
          ),
        ).toEqual(cells)
        // On the page a donor is a row, and a layer a column.
        if (label !== 'layer 0') continue
        const onPage = rows('heatmap').map((row) => row.slice(row.lastIndexOf(' ') + 1))
        expect(onPage).toEqual(cells.map((cell) => cell.replace(/[░▒▓█]/, '')))
        const whole = data.heat[0].levels[0].map(([place]: number[]) => data.texts[place!][0])
        for (const [index, short] of onPage.entries()) expect(rounded(whole[index])).toContain(short)
      }
      // Behind a row: the page and the screen open the same figures of the tensor.
      const texts = data.tensors[0][3].map((place: number) => data.texts[place][0])
      expect(texts).toHaveLength(result.shareOfVoice!.donors.length)
      const opened = screen(result, ['<right>', '<enter>', '<enter>'])
      for (const [index, { ref }] of result.shareOfVoice!.donors.entries())
        if (result.shareOfVoice!.tensors[0]!.donors.some((donor) => donor.ref === ref))
          expect(opened.replaceAll(/: [█▏▎▍▌▋▊▉ ]+share +/g, ': share ')).toContain(
            `${ref}: share ${texts[index]},`,
          )
    }),
    { numRuns: 20 },
  )
})

test('what became of the tokens without a row is told in the same words, and donors that lack none are not named', () => {
  fc.assert(
    fc.property(results, (result) => {
      const ghosts = screen(result, ['<right>', '<right>'])
      const lines = terminal(result)
      for (const { model, skipped, zeroed } of result.vocabularyAudit!.models) {
        const pattern = new RegExp(`${model}: +([^\\n]*rows?[^\\n]*)`)
        const said = pattern.exec(ghosts)?.[1]?.trim()
        const printed = lines.map((line) => line.replace(/^vocabulary/, '').trim()).join('\n')
        if (skipped + zeroed === 0) expect(said).toBeUndefined()
        else {
          expect(printed).toContain(`${model}: ${said}`)
          expect(said).toMatch(skipped > 0 ? new RegExp(`^${skipped} rows? from`) : /^\d+ zero/)
        }
      }
    }),
    { numRuns: 30 },
  )
})

test('two runs differ by the same points on the terminal and on the screens', () => {
  fc.assert(
    fc.property(results, results, (now, earlier) => {
      const recent = {
        kind: 'recent',
        runs: [
          { folder: '/m/now', result: now },
          { folder: '/m/earlier', result: earlier },
        ],
      } as const
      const keys = ['<right>', '<right>', '<right>', '<right>']
      const shown = frame(<Screen state={appAfter([recent, '<enter>', ...keys])} />, 200, 40)
      const printed = comparisonLines(compareRuns(earlier, now), 160, makePaint(false))
      const points = (text: string) =>
        [...text.matchAll(/(org\/\w+)\W.*?([+-]\d+\.\d|new|gone)(?: points)?/g)].map(
          ([, ref, by]) => `${ref} ${by}`,
        )
      expect(points(printed.join('\n')).length).toBeGreaterThan(0)
      expect(points(shown)).toEqual(points(printed.join('\n')))
    }),
    { numRuns: 40 },
  )
})

test('what each machine has merged is told wherever there is more than one', () => {
  const machines = [
    { node: 'left', shards: 3, bytes: 2_500_000_000 },
    { node: 'right', shards: 1, bytes: 700_000_000 },
  ]
  const views = (nodes: RunResult['nodes']) => {
    const result = { ...sampleRun(['org/alpha', 'org/beta'], 1, []), ...(nodes && { nodes }) }
    const checks = screen(result, ['<right>', '<right>', '<right>']).split('\n')
    return [joined(terminal(result)), page(result).text, markdown(result), joined(checks)]
  }
  for (const view of views(machines))
    for (const told of [/left:? 3 files, 2\.50? GB/, /right:? 1 file, 700 MB/]) expect(view).toMatch(told)
  for (const view of [...views(machines.slice(1)), ...views(undefined)])
    expect(view).not.toMatch(/merged on|machines/)
})
