import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { PlannedRows } from '../../../src/core/contract/inspect.ts'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { configFacts } from '../../../src/core/model/config-facts.ts'
import type { DonorFacts, TokenizerFacts, VocabularyTensor } from '../../../src/core/model/facts.ts'
import { modelKey, parseModelRef } from '../../../src/core/model-ref.ts'
import type { InspectedDonor } from '../../../src/core/preflight/donor.ts'
import { type Preflight, preflight } from '../../../src/core/preflight/preflight.ts'
import { type TensorInputs, vocabularyTensorInputs } from '../../../src/core/preflight/vocabulary-inputs.ts'
import { parseTokenizer } from '../../../src/core/tokenizer/parse-tokenizer.ts'
import { Vocabulary } from '../../../src/core/tokenizer/vocabulary.ts'
import { repositoryRoot } from '../../support/python.ts'
import type { RandomDonor, VocabularyCase } from './random-vocabularies.ts'

/** What one of the twins says of a case: that it fails, or its tokens and where the rows come from. */
export interface Twin {
  readonly error: {
    readonly type: string
    readonly token: string | null
    readonly donor: string | null
  } | null
  readonly tokens?: readonly string[]
  readonly tensors?: readonly {
    readonly name: string
    readonly planned: PlannedRows | null
    readonly decided: Readonly<Record<string, readonly [kind: string, donor: string | null]>>
    readonly zero: number
  }[]
}

const kinds = { 'one-holder': 'row', base: 'row', explicit: 'row', mean: 'mean', zero: 'zero', fill: 'fill' }

export interface Predicted {
  readonly preflight: Preflight
  readonly donors: readonly InspectedDonor[]
  readonly tensors: readonly TensorInputs[]
}

/** The preflight of a case; null where its config is refused, or a donor gives an ID to two tokens. */
export function predict(spec: VocabularyCase): Predicted | null {
  const { config, findings } = parseMergeConfig(JSON.stringify(spec.config))
  if (!config || findings.some(({ severity }) => severity === 'error')) return null
  const donors = Object.entries(spec.donors).map(([name, donor]) => inspected(name, donor))
  if (donors.some(({ facts }) => sharesIds(facts.tokenizer?.vocabulary))) return null
  const base = config.baseModel && modelKey(config.baseModel)
  const withRoles = donors.map(
    (donor): InspectedDonor => ({ ...donor, role: donor.key === base ? 'base' : 'donor' }),
  )
  return {
    preflight: preflight(config, withRoles, {
      mergekit: newestMergekit,
      machine: { outputFreeBytes: 1e12, cacheFreeBytes: 1e12, sameDisk: true, memoryBytes: 64e9, cores: 2 },
      missingRows: spec.missing,
      compat: spec.compat,
      allowCrimes: false,
      unsafeTruncate: false,
      budgetBytes: 2e9,
    }),
    donors: withRoles,
    tensors: vocabularyTensorInputs(config, withRoles),
  }
}

/** The prediction in the words that both twins are compared in. */
export function told({ preflight: { patched, view } }: Predicted, real: Twin): Twin {
  const { errors } = patched
  if (errors.length > 0) {
    const { error } = real
    const names = errors.map(({ type, donor, tokens }) => ({
      type: type === 'VocabularyError' ? type : 'other',
      token: tokens.find((token) => token === error?.token) ?? tokens[0] ?? null,
      donor: donor === null || type !== 'VocabularyError' ? null : view.donors[donor]!.name,
    }))
    // Which of several comes first depends on the order of a dictionary.
    return { error: names.find((mine) => JSON.stringify(mine) === JSON.stringify(error)) ?? names[0]! }
  }
  const textOf = (key: number) =>
    key < view.size ? view.token(key) : patched.vocabulary!.named[key - view.size]!
  const { output } = patched.vocabulary!
  const tokens = [...output].flatMap((has, key) => (has ? [textOf(key)] : [])).sort()
  return {
    error: null,
    tokens,
    tensors: (real.tensors ?? []).map(({ name }) => ({
      name,
      planned: patched.plannedRows.find(({ tensor }) => tensor === name) ?? null,
      decided: Object.fromEntries(
        patched.rows
          .filter(({ tensor }) => tensor === name)
          .map(({ key, source, donor }) => [
            textOf(key),
            [kinds[source], donor === null || source === 'zero' ? null : view.donors[donor]!.name],
          ]),
      ),
      zero: patched.zeroRows.find(({ tensor }) => tensor === name)?.count ?? 0,
    })),
  }
}

function inspected(name: string, donor: RandomDonor): InspectedDonor {
  const ref = parseModelRef(name)
  return {
    ref,
    key: modelKey(ref),
    name,
    role: 'donor',
    facts: factsOf(name, donor),
    lora: null,
    downloadBytes: 0,
    local: true,
  }
}

function factsOf(name: string, { tokenizer, config, rows }: RandomDonor): DonorFacts {
  const vocabularyTensors: VocabularyTensor[] = [
    { name: 'model.embed_tokens.weight', kind: 'embeddings', rows: rows.embeddings, columns: 4 },
  ]
  if (rows.head !== null)
    vocabularyTensors.push({ name: 'lm_head.weight', kind: 'head', rows: rows.head, columns: 4 })
  return {
    ref: name,
    location: name,
    commit: null,
    files: [],
    config: configFacts(config),
    generation: null,
    weights: { tensors: new Map(), shards: [], parameters: 0, bytes: 0, dtype: 'F32', vocabularyTensors },
    tokenizer: tokenizer === null ? null : tokenizerFacts(tokenizer),
    adapter: null,
    findings: [],
  }
}

function tokenizerFacts(document: unknown): TokenizerFacts {
  const parsed = parseTokenizer(new TextEncoder().encode(JSON.stringify(document)), [])
  return {
    source: 'tokenizer.json',
    model: parsed.model,
    vocabulary: new Vocabulary(parsed.vocabulary),
    eos: null,
    bos: null,
    pad: null,
    unk: null,
    chatTemplate: null,
    tokenizerClass: null,
    lacksAddedTokensKey: false,
  }
}

function sharesIds(vocabulary: Vocabulary | null | undefined): boolean {
  return vocabulary ? new Set(vocabulary.packed.ids).size < vocabulary.size : false
}

/** The patch's own planner, one process for all cases. */
export class PatchTwin {
  readonly #process: ChildProcess
  readonly #lines: AsyncIterator<string>
  #said = ''

  private constructor(process: ChildProcess) {
    this.#process = process
    this.#lines = createInterface({ input: process.stdout! })[Symbol.asyncIterator]()
    process.stdin!.on('error', () => undefined)
    process.stderr!.on('data', (text) => {
      this.#said = (this.#said + text).slice(-4000)
    })
  }

  static async start(python: string, overlay: string): Promise<PatchTwin> {
    const script = join(repositoryRoot, 'test', 'support', 'vocabulary_twin.py')
    const env = { ...process.env, PYTHONPATH: overlay, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' }
    const twin = new PatchTwin(spawn(python, [script], { env, stdio: 'pipe' }))
    await twin.#line()
    return twin
  }

  async plan(
    spec: VocabularyCase,
    tensors: readonly TensorInputs[],
    donors: readonly InspectedDonor[],
  ): Promise<Twin> {
    const asked = {
      config: JSON.stringify(spec.config),
      donors: Object.fromEntries(
        Object.entries(spec.donors).map(([name, { rows, ...rest }]) => [
          name,
          { ...rest, rows: Math.max(rows.embeddings, rows.head ?? 0) },
        ]),
      ),
      tensors: tensors.map(({ name, inputs, rows, base }) => ({
        name,
        inputs: inputs.map((donor, at) => [donors[donor]!.name, rows[at]]),
        base: base === null ? null : donors[base]!.name,
      })),
      missing: spec.missing,
      compat: spec.compat,
    }
    this.#process.stdin!.write(`${JSON.stringify(asked)}\n`)
    const { error, vocabulary, tensors: planned } = JSON.parse(await this.#line())
    if (error) return { error: { type: error.type, token: error.token, donor: error.donor } }
    return { error: null, tokens: Object.keys(vocabulary).sort(), tensors: planned }
  }

  /** What tensors are to our Python by their names, and the endings that the patch takes for vocabulary tensors. */
  async named(
    names: readonly string[],
  ): Promise<{ kinds: (string | null)[]; blocks: boolean[]; entry: string; usual: string[] }> {
    this.#process.stdin!.write(`${JSON.stringify({ names })}\n`)
    return JSON.parse(await this.#line())
  }

  async stop(): Promise<void> {
    this.#process.stdin!.end()
    if (this.#process.exitCode === null) await once(this.#process, 'exit')
  }

  async #line(): Promise<string> {
    const next = await this.#lines.next()
    if (next.done) throw new Error(`the planner of the patch ended: ${this.#said}`)
    return next.value
  }
}
