import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Inspection, type InspectOptions, inspectStage } from '../../../src/steps/inspect/inspect.ts'
import { repositoryRoot } from '../../support/python.ts'
import type { Case, DonorSpec } from './cases.ts'

const run = promisify(execFile)
const script = join(repositoryRoot, 'test', 'support', 'prediction_lab.py')

/** What one run of a real mergekit did. */
export interface RealRun {
  readonly lead: string | null
  readonly error: { readonly type: string; readonly message: string; readonly token: string | null } | null
  readonly tensors?: Readonly<Record<string, { readonly rows: number; readonly zero: number }>>
  readonly vocabulary?: Readonly<Record<string, number>> | null
  /** Kinds of tensor that all donors hold, and the output does not. */
  readonly lost?: readonly string[]
  readonly plans?: readonly {
    readonly tensor: string
    readonly rows: Readonly<Record<string, readonly [kind: string, donor: string | null]>>
  }[]
}

/** The config of a case as mergekit takes it; JSON is YAML. */
export function configOf(folder: string, spec: Case): Record<string, unknown> {
  const pathOf = (name: string) => join(folder, name)
  const resolved = JSON.parse(
    JSON.stringify(spec.tokenizer ?? null).replaceAll(/"@([\w.-]+)"/g, (_, name: string) =>
      JSON.stringify(pathOf(name)),
    ),
  )
  const parameters = spec.parameters ?? { weight: 1 }
  const slice = (names: readonly string[], at: number) => ({
    sources: names.map((name) => ({ model: pathOf(name), layer_range: [at, at + 1] })),
  })
  const inputs = spec.slices
    ? { slices: spec.slices.map(slice) }
    : { models: (spec.models ?? []).map((name) => ({ model: pathOf(name) })) }
  return {
    merge_method: spec.method ?? 'linear',
    ...(spec.base && { base_model: pathOf(spec.base) }),
    ...(spec.modules ? { modules: Object.fromEntries(spec.modules.map((name) => [name, inputs])) } : inputs),
    parameters,
    ...(resolved && { tokenizer: resolved }),
    dtype: 'float32',
  }
}

export async function makeDonors(
  python: string,
  donors: Readonly<Record<string, DonorSpec>>,
  folder: string,
): Promise<void> {
  const list = `${folder}.json`
  await writeFile(list, JSON.stringify(donors))
  await run(python, [script, 'make', list, folder])
}

/** All cases in one process of a pristine or patched mergekit; a list of runs for each, one a leading donor. */
export async function runMerges(
  python: string,
  overlay: string,
  jobs: readonly unknown[],
  results: string,
): Promise<readonly (readonly RealRun[])[]> {
  await writeFile(`${results}.jobs`, JSON.stringify(jobs))
  const env = { ...process.env, PYTHONPATH: overlay, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' }
  await run(python, [script, 'merge', `${results}.jobs`, results], { env, maxBuffer: 1e8 })
  return JSON.parse(await readFile(results, 'utf8'))
}

/** A copy of the interpreter's mergekit, pristine or patched, to put on PYTHONPATH. Returns its version. */
export async function makeOverlay(python: string, folder: string, patched: boolean): Promise<string> {
  const code = `
import importlib.metadata, pathlib, sys
sys.path.insert(0, ${JSON.stringify(join(repositoryRoot, 'test', 'python', 'patches'))})
from overlay import make_overlay
version = importlib.metadata.version("mergekit")
make_overlay(sys.executable, version, pathlib.Path(${JSON.stringify(folder)}), ${patched ? 'True' : 'False'})
print(version)`
  const { stdout } = await run(python, ['-c', code])
  return stdout.trim()
}

export async function inspectText(text: string, options: Partial<InspectOptions>): Promise<Inspection> {
  const stage = inspectStage({ target: { kind: 'text', text }, env: {}, offline: true, ...options })
  let step = await stage.next()
  while (!step.done) step = await stage.next()
  return step.value
}
