import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rewriteModels } from '../../../src/core/merge-config/rewrite.ts'
import type { Inspection } from '../../../src/steps/inspect/inspect.ts'
import { testPython } from '../../support/python.ts'
import { donors } from './cases.ts'
import { inspectText, makeDonors, makeOverlay, type RealRun, runMerges } from './lab.ts'

const used = ['base', 'full', 'ghost', 'padded-rows', 'mute', 'capitals', 'keyless'] as const

/** Values of one field each; `@name` is the folder of a donor, `@nowhere` one that does not exist. */
const sources = [
  ...[
    'union',
    'base',
    'unoin',
    'Union',
    'bse',
    'model:@base',
    '@base',
    '@full',
    '@capitals',
    '@mute',
    '@keyless',
  ],
  ...['@nowhere', '@base/', '', 'null', '5', '[union]', '{model: "@full"}', '{kind: zero}', 'union '],
].map((source) => `{source: ${/^[[{]|^null$|^5$/.test(source) ? source : JSON.stringify(source)}}`)

const paddings = ['64', '1', '0', '-64', '"64"', '64.0', '6.4', 'true', 'null', 'many', '[64]'].map(
  (padding) => `{pad_to_multiple_of: ${padding}}`,
)

const tokenSources = [
  ...['"@full"', '"@base"', '"@ghost"', '"@capitals"', '"@nowhere"', 'union', 'null', '7'],
  ...['{kind: zero}', '{kind: zro}', '{model: "@full"}', '{kind: model_token}'],
  ...[
    'token: "th"',
    'token: "<|im_end|>"',
    'token: "<|gone|>"',
    'token: 5',
    'token: ""',
    'token: "th", token_id: 5',
  ].map((rest) => `{kind: model_token, model: "@base", ${rest}}`),
  ...['0', '511', '512', '999999', '-1', '1.5', '"7"', '7.0', 'null', 'true'].map(
    (id) => `{kind: model_token, model: "@base", token_id: ${id}}`,
  ),
  ...['515', '520'].map((id) => `{kind: model_token, model: "@padded-rows", token_id: ${id}}`),
  '{kind: model_token, model: "@nowhere", token_id: 5}',
]
const tokens = [
  ...tokenSources.flatMap((source) =>
    ['<|im_start|>', '<|new|>'].map((token) => `{tokens: {${JSON.stringify(token)}: {source: ${source}}}}`),
  ),
  ...['5', '"5"', 'yes', 'null', '""', '" "', '"a.b[0]"', '"\\u00e9"'].map(
    (token) => `{tokens: {${token}: {source: {kind: zero}}}}`,
  ),
  ...['true', '1', '"on"', '"maybe"', 'null', '{}'].map(
    (force) => `{tokens: {"<|im_start|>": {source: "@full", force: ${force}}}}`,
  ),
  ...['null', '{}', '[]', '"@full"', '{force: true}', '{force: false}', '{sorce: "@full"}'].map(
    (setting) => `{tokens: {"<|im_start|>": ${setting}}}`,
  ),
  ...['null', '{}', '[]', '5'].map((list) => `{tokens: ${list}}`),
]

const sections = [
  ...[...sources, ...paddings, ...tokens, '{}', 'union', '[]', '{embed_slerp: true}', '{sorce: base}'].map(
    (section) => `tokenizer: ${section}`,
  ),
  ...['union', 'unoin', '"model:@base"', '"@full"', '"@nowhere"', '{model: "@full"}', '[]'].map(
    (source) => `tokenizer_source: ${source}`,
  ),
  'tokenizer: {source: base}\ntokenizer_source: base',
]

/** Refused although mergekit would take them: they make no sense, or mean something else than they say. */
const stricter: readonly RegExp[] = [
  /token_id: true}/,
  /pad_to_multiple_of: (0|-64|true)}/,
  /force: true}}}$/,
]

const layouts = {
  linear: (section: string) =>
    `merge_method: linear\nbase_model: "@base"\nparameters: {weight: 1}\nmodels: [{model: "@base"}, {model: "@full"}, {model: "@ghost"}, {model: "@padded-rows"}]\n${section}\n`,
  slerp: (section: string) =>
    `merge_method: slerp\nbase_model: "@base"\nparameters: {t: 0.5}\nmodels: [{model: "@base"}, {model: "@capitals"}]\n${section}\n`,
}

interface Tried {
  readonly name: string
  readonly inspection: Inspection
  readonly run: RealRun
}

let folder = ''
const tried: Tried[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sections-'))
  const wanted = Object.fromEntries(used.map((name) => [name, donors[name]!]))
  await makeDonors(testPython(), wanted, join(folder, 'd'))
  const withPaths = (text: string) => text.replaceAll(/@([\w-]+)/g, `${join(folder, 'd')}/$1`)
  // Of two vocabularies the source is what matters.
  const tries = Object.entries(layouts).flatMap(([layout, of]) =>
    sections
      .filter((section) => layout === 'linear' || !section.includes('tokens'))
      .map((section) => ({ name: `${layout}, ${section}`, text: withPaths(of(section)) })),
  )
  const inspections: Inspection[] = []
  for (const { text } of tries) inspections.push(await inspectText(text, {}))
  const jobs = tries.map(({ text }, at) => {
    const { config, result } = inspections[at]!
    // What passes is run as a run would; what does not is put to mergekit as it stands.
    const isSent = config && result.verdict !== 'blocked'
    return { text: isSent ? rewriteModels(config, () => null) : text, out: join(folder, 'o', String(at)) }
  })
  await makeOverlay(testPython(), join(folder, 'patched'), true)
  const runs = await runMerges(testPython(), join(folder, 'patched'), jobs, join(folder, 'runs.json'))
  for (const [at, { name }] of tries.entries())
    tried.push({ name, inspection: inspections[at]!, run: runs[at]![0]! })
}, 600_000)
afterAll(async () => rm(folder, { recursive: true, force: true }))

test('a tokenizer section that passes inspect is merged', () => {
  const escaped = tried.filter(({ inspection, run }) => inspection.result.verdict !== 'blocked' && run.error)
  expect(escaped.map(({ name, run }) => [name, run.error])).toEqual([])
})

test('a tokenizer section that inspect refuses fails in mergekit too, or gives rows of nobody', () => {
  const needless = tried.filter(({ name, inspection, run }) => {
    if (inspection.result.verdict !== 'blocked' || run.error) return false
    // The patch puts zeros in for an id beyond the vocabulary.
    const beyond = inspection.result.findings.some(({ code }) => code === 'token-source-unknown')
    return !beyond && !stricter.some((pattern) => pattern.test(name))
  })
  expect(needless.map(({ name, inspection }) => [name, inspection.result.findings])).toEqual([])
})

test('a refused tokenizer section is refused with its line and column', () => {
  for (const { name, inspection } of tried) {
    const { findings, verdict } = inspection.result
    if (verdict !== 'blocked') continue
    const errors = findings.filter(({ severity }) => severity === 'error')
    const positioned = errors.some(({ line, column }) => line !== undefined && column !== undefined)
    expect(positioned, `${name}: ${JSON.stringify(errors)}`).toBe(true)
    expect(errors[0]!.line, name).toBeGreaterThanOrEqual(5)
    const isConfigs = errors.some(
      ({ code }) => !/^(token-source-unknown|tokenizer-source-unreadable)$/.test(code),
    )
    expect(inspection.exitCode, name).toBe(isConfigs ? 2 : 3)
  }
})
