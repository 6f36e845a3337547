import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DownloadResult } from '../../../src/core/contract/download.ts'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { mentionedModels, referencedModels } from '../../../src/core/merge-config/references.ts'
import { type ModelPath, type ModelRef, pathKey, pathsOf } from '../../../src/core/model-ref.ts'
import { localConfig } from '../../../src/steps/common/local-config.ts'
import { testPython } from '../../support/python.ts'

/** [[path, revision], the same of the adapter or null, override_architecture] */
type Parts = readonly unknown[]

function askMergekit(texts: readonly string[]): readonly (readonly Parts[] | { error: string })[] {
  const script = fileURLToPath(new URL('../../support/references.py', import.meta.url))
  return JSON.parse(execFileSync(testPython(), [script], { input: JSON.stringify(texts), encoding: 'utf8' }))
}

const pathParts = (path: ModelPath | null) => path && [path.path, path.revision]
const partsOf = (ref: ModelRef): Parts => [
  pathParts(ref.model),
  pathParts(ref.lora),
  ref.overrideArchitecture,
]

const anyPath = fc.oneof(
  fc.constantFrom(
    'org/name',
    './a',
    '/models/x',
    '~/m',
    'C:\\models\\x',
    '\\\\host\\share',
    './模型:b',
    'a b',
  ),
  fc
    .array(
      fc.constantFrom('a', 'ü', '模', '🙂', '+', '@', ':', ' ', '/', '\\', '#', '"', "'", '{', '~', '.'),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .map((parts) => `x${parts.join('')}`),
)
const anyRevision = fc.constantFrom(null, 'main', 'v1.0', 'refs/pr/1', 'a@b', 'a+b', '0123456789abcdef')
const modelPath = fc.record({ path: anyPath, revision: anyRevision })
const modelRef = fc.record({
  model: modelPath,
  lora: fc.option(modelPath, { freq: 3 }),
  overrideArchitecture: fc.constantFrom(null, null, 'LlamaForCausalLM'),
})

/** A config in which a reference stands as text, where that says it, and as a mapping with text or mappings in it. */
function configOf(refs: readonly ModelRef[], form: number): string {
  const plain = (text: string) => !/[@+]/.test(text)
  const pathForm = (path: ModelPath) => {
    const text = path.revision === null ? path.path : `${path.path}@${path.revision}`
    const says = plain(path.path) && plain(path.revision ?? '')
    return form % 2 && says ? text : path.revision === null ? { path: path.path } : path
  }
  const refForm = (ref: ModelRef): unknown => {
    const [model, lora] = [pathForm(ref.model), ref.lora && pathForm(ref.lora)]
    if (form === 3 && ref.overrideArchitecture === null && typeof model === 'string')
      if (lora === null || typeof lora === 'string') return lora === null ? model : `${model}+${lora}`
    return {
      model,
      ...(lora && { lora }),
      ...(ref.overrideArchitecture && { override_architecture: ref.overrideArchitecture }),
    }
  }
  const [base, ...others] = refs.map(refForm)
  const models = others.map((model) => ({ model, parameters: { weight: 1 } }))
  return JSON.stringify({ merge_method: 'task_arithmetic', base_model: base, models })
}

test('from the config to what mergekit is given, a reference means the same, however it is written', () => {
  const cases = fc.sample(
    fc.tuple(fc.uniqueArray(modelRef, { minLength: 2, maxLength: 5, selector: partsKey }), fc.nat(3)),
    { numRuns: 150, seed: 21 },
  )
  const texts = cases.map(([refs, form]) => configOf(refs, form))
  const configs = texts.map((text) => {
    const parsed = parseMergeConfig(text)
    expect([text, parsed.findings.filter(({ severity }) => severity === 'error')]).toEqual([text, []])
    return parsed.config!
  })
  const rewritten = configs.map((config) => {
    const paths = pathsOf(mentionedModels(config))
    // Some come from the Hub, and several revisions may mean one commit.
    const models = paths.map(({ path, revision }) => ({
      ref: path,
      repository: /^org/.test(path) ? path : null,
      commit: /^org/.test(path) ? 'c'.repeat(40) : null,
      folder: /^org/.test(path) ? '/cache/one + two@x/snapshot' : path,
      revision,
      bytes: 0,
      files: [],
    }))
    const result: DownloadResult = {
      schema: 1,
      models,
      bytes: 0,
      transferredBytes: 0,
      seconds: 0,
      dryRun: false,
    }
    return localConfig(config, paths, result.models)
  })

  const answers = askMergekit([
    ...texts,
    ...rewritten.map(({ text }) => text),
    ...rewritten.map(({ published }) => published),
  ])
  for (const [at, [refs]] of cases.entries()) {
    const read = referencedModels(configs[at]!)
    expect(read.map(partsOf)).toEqual(refs.map(partsOf))
    expect(answers[at]).toEqual(refs.map(partsOf))

    const { references } = rewritten[at]!
    const local = answers[cases.length + at]
    expect(local).toEqual(references.slice(0, refs.length).map(({ ref }) => partsOf(ref)))
    // Two models never become one, whatever the folders.
    expect(new Set((local as Parts[]).map((parts) => JSON.stringify(parts))).size).toBe(refs.length)
    expect(new Set(references.map(({ name }) => name)).size).toBe(references.length)

    const pinned = (path: ModelPath | null) =>
      path && (/^org/.test(path.path) ? [path.path, 'c'.repeat(40)] : pathParts(path))
    expect(answers[2 * cases.length + at]).toEqual(
      refs.map((ref) => [pinned(ref.model), pinned(ref.lora), ref.overrideArchitecture]),
    )
  }
})

function partsKey({ model, lora, overrideArchitecture }: ModelRef): string {
  return JSON.stringify([pathKey(model), lora && pathKey(lora), overrideArchitecture])
}
