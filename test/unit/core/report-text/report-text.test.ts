import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparisonLines } from '../../../../src/cli/render/comparison.ts'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'
import { compareRuns } from '../../../../src/core/report-text/compare.ts'
import { csvText, reportCsv } from '../../../../src/core/report-text/csv.ts'
import { escapeMarkdown, reportMarkdown } from '../../../../src/core/report-text/markdown.ts'
import { fillModelCard } from '../../../../src/core/report-text/model-card.ts'
import { columnsOf } from '../../../../src/core/text/layout.ts'
import { printable } from '../../../../src/core/text/printable.ts'
import { sampleRun } from '../../../support/run-result.ts'

const run = sampleRun(['org/loud', 'org/quiet'], 2, ['<|im_start|>'])

describe('the report as Markdown', () => {
  it('names config, donors and checks in tables', () => {
    const text = reportMarkdown(run)
    expect(text).toContain('```yaml\nmerge_method: linear\nmodels: []\n```')
    const { share } = run.shareOfVoice!.donors[0]!
    expect(text).toContain(`| org/loud | 0.1 | ${(share * 100).toFixed(1)} % |`)
    expect(text).toContain('| `tensors-planned` | pass | all planned tensors are there |')
  })

  it('lets nothing in a name become markup', () => {
    expect(escapeMarkdown('a|b\n<script>[x](y) `c` *d*')).toBe(
      'a\\|b\\\\n&lt;script\\>\\[x\\]\\(y\\) \\`c\\` \\*d\\*',
    )
    expect(reportMarkdown({ ...run, config: '# ```\nevil' })).toContain('````yaml\n# ```\nevil\n````')
  })
})

/** What is left of an escaped text where nothing is markup, and the text itself. */
const escapes = /\\([!-/:-@[-`{-~])|&(amp|lt|#32);/g
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', '#32': ' ' }
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'|`*_[]()<>&#!~$\\{}@:.-+=1 \n\t"\'',
        '--- ',
        '- ',
        '1. ',
        '```',
        '<img src=x>',
        '&lt;',
        '](http://e.vil)',
      ),
      fc.constantFrom(
        'https://e.vil/x',
        'WWW.e.vil',
        'www.',
        'mailto:a@e.vil',
        '![x](y)',
        '<!-- mergescope: share of voice -->',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''))

describe('names of strangers in Markdown', () => {
  it('are text and nothing else, and stay what they are', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const escaped = escapeMarkdown(name)
        const plain = escaped.replace(escapes, (_, mark, entity) => mark ?? entities[entity])
        expect(plain).toBe(printable(name))
        const rest = escaped.replace(escapes, '·')
        expect(rest).not.toMatch(/[\\`*_{}[\]()#+!|~>$<&@\n]|^[-= ]|^\d+\.|(https?|ftp|mailto|xmpp):|www\./i)
      }),
      { numRuns: 300 },
    )
  })

  it('change neither lines nor cells of the report', () => {
    const shape = (names: readonly string[]) => {
      const fault = {
        code: 'prediction-differs',
        severity: 'error',
        donor: null,
        message: names[0]!,
        hint: names[1]!,
      } as const
      const text = reportMarkdown({ ...sampleRun(names, 1, []), faults: [fault] })
      const lines = text.replace(escapes, '·').trimEnd().split('\n')
      return lines.map((line) => `${/^[-#|`]*/.exec(line)}${line.split('|').length}`)
    }
    const plain = shape(['a', 'b'])
    expect(plain).toContain('###1')
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        fc.pre(a !== b)
        expect(shape([a, b])).toEqual(plain)
      }),
      { numRuns: 100 },
    )
  })
})

describe('the shares in the model card', () => {
  const card = '# Merged model\n\n<!-- mergescope: share of voice -->\n## Config\n'

  it('stand before the config, the loudest first, with no path of this machine', () => {
    const local = sampleRun(['org/loud', '/home/ann/models/quiet'], 1, [])
    const text = fillModelCard(card, local.shareOfVoice)
    expect(text).toMatch(/^# Merged model\n\n## Share of voice\n\n.*\n\n\| donor .*\n\n## Config\n$/s)
    expect(text.indexOf('| quiet |')).toBeLessThan(text.indexOf('| org/loud |'))
    expect(text).toContain('| org/loud | 0.1 |')
    expect(text).not.toContain('/home/ann')
  })

  it('leave nothing behind where nothing was measured', () => {
    expect(fillModelCard(card, null)).toBe('# Merged model\n\n## Config\n')
    expect(fillModelCard('# Somebody else’s card\n', run.shareOfVoice)).toBe('# Somebody else’s card\n')
  })
})

describe('the report as CSV', () => {
  it('has a line for each donor of each part, with the exact figures', () => {
    const lines = reportCsv(run.shareOfVoice).trimEnd().split('\r\n')
    const { donors, modules, layers, tensors } = run.shareOfVoice!
    expect(lines).toHaveLength(1 + 2 * (1 + modules.length + layers.length + tensors.length))
    expect(lines[1]!.split(',')[4]).toBe(String(donors[0]!.share))
    expect(lines.at(-1)).toMatch(/^tensor,model\.layers\.1\..*,org\/quiet,/)
  })

  it('quotes, and never hands a spreadsheet a formula', () => {
    expect(csvText('a,"b"\nc')).toBe('"a,""b""\nc"')
    expect(csvText('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`)
  })
})

describe('two runs side by side', () => {
  const voice = run.shareOfVoice!
  const later = {
    ...run,
    output: 'merged/later',
    versions: { mergekit: '0.1.4' },
    verdict: 'failed' as const,
    shareOfVoice: {
      ...voice,
      donors: [
        { ...voice.donors[0]!, share: voice.donors[0]!.share + 0.1, band: 'anchor' as const },
        { ...voice.donors[1]!, ref: 'org/new' },
      ],
    },
    vocabularyAudit: {
      ...run.vocabularyAudit!,
      models: [{ model: 'org/loud', skipped: 2, zeroed: 0, lines: 4, tokens: [] }],
    },
    verify: {
      ...run.verify!,
      checks: [{ code: 'tensors-planned', status: 'fail' as const, message: '', tensor: null }],
    },
  }
  const comparison = compareRuns(run, later)

  it('tells what changed: shares, bands, ghosts, checks, versions', () => {
    expect(comparison.donors.map(({ ref }) => ref)).toEqual(['org/loud', 'org/quiet', 'org/new'])
    expect(comparison.donors[0]).toMatchObject({
      share: { first: voice.donors[0]!.share, second: voice.donors[0]!.share + 0.1 },
      band: { first: 'middle class', second: 'anchor' },
      ghosts: { first: 0, second: 2 },
    })
    expect(comparison.donors[2]!.share.first).toBeNull()
    expect(comparison.checks).toEqual([
      { code: 'tensors-planned', status: { first: 'pass', second: 'fail' } },
    ])
    expect(comparison.versions).toEqual([
      { name: 'mergekit', version: { first: newestMergekit.version, second: '0.1.4' } },
    ])
  })

  it('draws it in 80 columns', () => {
    const lines = comparisonLines(comparison, 80, makePaint(false))
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80)
    expect(lines.find((line) => line.startsWith('org/loud'))).toMatch(
      /\+10\.0 {2}middle class → anchor, ghosts 0 → 2$/,
    )
    expect(lines).toContain('verdict  ok → failed')
    expect(lines.slice(0, 2)).toEqual([`was      ${run.output}`, `now      ${later.output}`])
  })

  it('tells how many layers each has where that differs', () => {
    const [layer] = voice.layers
    const layers = [...voice.layers, { ...layer!, layer: 'another' }]
    const taller = { ...run, shareOfVoice: { ...voice, layers } }
    const lines = comparisonLines(compareRuns(run, taller), 80, makePaint(false))
    expect(lines).toContain(`layers   ${layers.length - 1} → ${layers.length}`)
    expect(comparisonLines(compareRuns(run, run), 80, makePaint(false)).join()).not.toContain('layers')
  })

  it('finds nothing between a run and itself', () => {
    expect(compareRuns(run, run)).toMatchObject({ sameConfig: true, checks: [], versions: [] })
  })
})

it('keeps every line of two recipes apart in 80 columns, each with its values', () => {
  const [start, end] = [
    'ParasiticRogue/Nemo-Instruct-merged-with-a-very-long-and-descriptive-',
    '-深度求索-12B',
  ]
  const names = Array.from({ length: 15 }, (_, at) => `${start}v${at}${end}`)
  const config = (weight: number, normalize: boolean) =>
    `merge_method: task_arithmetic\nbase_model: base\nparameters: {normalize: ${normalize}}\nmodels:\n${names
      .map(
        (name, at) =>
          `  - {model: "${name}", parameters: {weight: ${weight + at}, density: [${'0.5, '.repeat(30)}${weight}]}}\n`,
      )
      .join('')}`
  const [first, second] = [
    { ...run, config: config(100, true) },
    { ...run, config: config(200, false) },
  ]
  for (const columns of [60, 80, 160]) {
    const lines = comparisonLines(compareRuns(first, second), columns, makePaint(false))
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
    expect(lines).toContain('normalize: true → false')
    const donors = lines.flatMap((_, at) => (lines[at + 1]?.includes('weight: ') ? [at] : []))
    expect(new Set(donors.map((at) => lines[at]!.split(' ')[0])).size).toBe(names.length)
    for (const at of names.keys()) {
      const found = donors.find((line) => lines[line + 1] === `    weight: ${100 + at} → ${200 + at}`)!
      expect(lines[found + 2]).toMatch(/^ {4}density: \[0\.5.* → \[0\.5/)
    }
  }
})
