import { expect, test } from 'vitest'
import { heatmapLines } from '../../../src/cli/render/heatmap.ts'
import { inspectionText } from '../../../src/cli/render/inspect.ts'
import { makePaint } from '../../../src/cli/render/paint.ts'
import { summaryLines } from '../../../src/cli/render/summary.ts'
import type { TensorSums } from '../../../src/core/bridge/sums.ts'
import { checkMergeConfig } from '../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { rewriteModels } from '../../../src/core/merge-config/rewrite.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { reportPage } from '../../../src/core/report-page/page.ts'
import { reportCsv } from '../../../src/core/report-text/csv.ts'
import { reportMarkdown } from '../../../src/core/report-text/markdown.ts'
import { shareOfVoice } from '../../../src/core/share-of-voice/roll-up.ts'
import { withVerdicts } from '../../../src/core/share-of-voice/verdict.ts'
import { letterOf } from '../../../src/core/text/letters.ts'
import { sampleRun } from '../../support/run-result.ts'
import { judge, linear } from './preflight/facts.ts'

const many = 1000
const names = Array.from({ length: many }, (_, at) => `org/donor-${at}`)
const paint = makePaint(false)
const config = linear(names)

test('a config of a thousand donors is read, checked and written again', () => {
  const parsed = parseMergeConfig(config)
  expect(checkMergeConfig(parsed, newestMergekit)).toEqual([])
  const again = parseMergeConfig(rewriteModels(parsed.config!, () => null))
  expect(again.config!.modules[0]!.inputs).toEqual(parsed.config!.modules[0]!.inputs)
})

test('a thousand donors are predicted, each ghost told, and shown in lines', () => {
  const tokens = Array.from({ length: 40 }, (_, at) => `t${at}`)
  const sketches = Object.fromEntries(
    names.map((name, at) => [name, at % 2 ? { tokens, rows: 36 } : { tokens }]),
  )
  const { vocabulary, estimate, findings } = judge(config, sketches)
  expect(vocabulary).toMatchObject({ outputTokens: 40, scenario: 'truncated-tensor' })
  expect(vocabulary!.stock.tokenCount).toBeGreaterThan(0)
  const donors = names.map((ref) => ({
    ...{
      ref,
      role: 'donor' as const,
      architecture: null,
      dtype: 'BF16',
      parameters: 1e6,
      bytes: 2e6,
      layers: 2,
    },
    ...{ hiddenSize: 4, configVocabSize: 40, tokenizer: null, vocabularyTensors: [], ghosts: [] },
  }))
  const result = {
    schema: 1 as const,
    donors,
    findings: [...findings],
    vocabulary,
    estimate,
    verdict: 'ok' as const,
  }
  const text = inspectionText(result, { columns: 100, paint, quiet: false, verbose: true })
  expect(text).toContain('org/donor-999')
})

test('the shares of hundreds of donors with all their products add up, and every page and text holds them', () => {
  const few = 400
  const refs = names.slice(0, few)
  const products = refs.map((_, a) => refs.map((__, b) => (a === b ? 1 : 0.1)))
  const tensors = ['model.layers.0.mlp.up_proj.weight', 'model.layers.1.mlp.up_proj.weight'].map(
    (tensor): TensorSums => ({
      ...{ tensor, numel: 100, exact: true, reference: 'base', d2: few, residual2: 0, reference2: 1 },
      donors: refs.map((donor) => ({ donor, tau2: 1, tauD: 1, c2: 1, cD: 1, kept: null })),
      gram: { refs, products, variances: products },
    }),
  )
  const voice = withVerdicts(shareOfVoice(tensors)!)
  expect(voice.donors).toHaveLength(few)
  expect(voice.donors.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  expect(voice.similarity!.cosines[399]![398]).toBeCloseTo(0.1)
})

test('the report of a thousand donors is written whole: page, card, table, lines', () => {
  const run = sampleRun(names, 2, ['<|im_start|>'])
  const heat = heatmapLines(run.shareOfVoice!, 100, paint)
  const legend = heat.filter((line) => / = org\/donor-/.test(line))
  expect(legend).toHaveLength(many)
  expect(new Set(legend.map((line) => line.split(' = ')[0])).size).toBe(many)
  expect(legend.at(-1)).toBe(`${letterOf(many - 1)} = org/donor-999`)
  expect(summaryLines(run, 100, paint).join('\n')).toContain('org/donor-999')
  expect(reportMarkdown(run)).toContain('org/donor-999')
  expect(reportCsv(run.shareOfVoice).split('\r\n').length).toBeGreaterThan(many)
  expect(reportPage(run)).toContain('org/donor-999')
})

test('letters go on as the columns of a spreadsheet do', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(letterOf)).toEqual(['a', 'z', 'aa', 'az', 'ba', 'zz', 'aaa'])
})
