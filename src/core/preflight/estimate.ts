import { mergeDefaults } from '../bridge/merge.ts'
import type { Finding } from '../contract/common.ts'
import type { InspectResult } from '../contract/inspect.ts'
import { makeFinding } from '../findings/make.ts'
import { largestOf } from '../many.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { type MethodSpec, mergeMethods } from '../methods.ts'
import { modelKey } from '../model-ref.ts'
import { formatBytes } from '../text/units.ts'
import type { InspectedDonor } from './donor.ts'
import { dtypeBytes, fileBytes, outputTensors } from './output-tensors.ts'
import { textModule } from './vocabulary-inputs.ts'

/** What the engine may hold beside the interpreter where nobody asks for another number. */
export const defaultBudgetBytes = mergeDefaults.memory

/** What the machine has. null: unknown. */
export interface Machine {
  readonly outputFreeBytes: number | null
  readonly cacheFreeBytes: number | null
  /** What an interrupted run has left for this output: to go on with or to be removed, so not needed again. */
  readonly heldBytes?: number
  /** Whether output and cache lie on one disk. */
  readonly sameDisk: boolean
  /** All memory, or what a container allows. */
  readonly memoryBytes: number | null
  readonly cores: number
}

export interface Estimate extends NonNullable<InspectResult['estimate']> {
  readonly diskNeededBytes: number | null
}

export interface EstimateOptions {
  readonly machine: Machine
  /** Rows of the vocabulary tensors of the output; null: as in the donors. */
  readonly vocabularyRows: number | null
  /** What the engine may hold beside the interpreter. */
  readonly budgetBytes: number
}

/** The interpreter with torch, transformers, mergekit and two tokenizers. */
const interpreterBytes = 560e6
/** A plain model of the time, not a promise: start-up, a download at 50 MB/s, a disk at 500 MB/s. */
const startSeconds = 8
const downloadBytesPerSecond = 50e6
const diskBytesPerSecond = 500e6
/** Nanoseconds an element and donor on one core. */
const elementCost = { kernel: 1.5, random: 6, whole: 15 }

/** What the merge will cost. Sizes in bytes; unknown ones are null. */
export function estimateMerge(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  { machine, vocabularyRows, budgetBytes }: EstimateOptions,
): Estimate {
  const method = mergeMethods.get(config.mergeMethod)!
  const downloadBytes = donors.reduce((sum, { downloadBytes: bytes }) => sum + bytes, 0)
  const sizes = outputSizes(config, donors, vocabularyRows)
  const output = sizes && sizes.fileBytes + tokenizerBytes(donors)
  const inputs = sizes && sizes.elements * sizes.inputs
  const cost = method.kernel ? (method.random ? elementCost.random : elementCost.kernel) : elementCost.whole
  const seconds =
    sizes &&
    startSeconds +
      downloadBytes / downloadBytesPerSecond +
      (inputs! * sizes.bytesPerInput + output!) / diskBytesPerSecond +
      (inputs! * cost) / 1e9 / Math.max(1, machine.cores)
  return {
    downloadBytes,
    outputBytes: output,
    peakMemoryBytes: sizes && Math.round(interpreterBytes + workingBytes(method, sizes, budgetBytes)),
    diskFreeBytes: machine.outputFreeBytes,
    diskNeededBytes: output === null ? null : output + downloadBytes,
    seconds: seconds && Math.round(seconds * 10) / 10,
  }
}

/** Findings where disk or memory cannot hold what is needed. */
export function machineFindings(
  config: MergeConfig,
  estimate: Estimate,
  machine: Machine,
): readonly Finding[] {
  const findings: Finding[] = []
  const method = mergeMethods.get(config.mergeMethod)!
  const { downloadBytes, outputBytes, peakMemoryBytes } = estimate
  const held = machine.heldBytes ?? 0
  const besides = held > 0 ? ` besides the ${formatBytes(held)} of an interrupted run` : ''
  const missing = outputBytes === null ? null : Math.max(0, outputBytes - held)
  const lacks = (needed: number | null, free: number | null, where: string) => {
    if (needed !== null && free !== null && needed > free)
      findings.push(
        makeFinding('disk-insufficient', {
          message: `${formatBytes(needed)} are needed ${where}, ${formatBytes(free)} are free`,
        }),
      )
  }
  if (downloadBytes)
    findings.push(
      makeFinding('download-needed', { message: `${formatBytes(downloadBytes)} have to be downloaded` }),
    )
  if (machine.sameDisk)
    lacks(
      missing === null ? null : missing + (downloadBytes ?? 0),
      machine.outputFreeBytes,
      `for downloads and output${besides}`,
    )
  else {
    lacks(missing, machine.outputFreeBytes, `for the output${besides}`)
    if (downloadBytes) lacks(downloadBytes, machine.cacheFreeBytes, 'in the Hub cache')
  }
  if (!method.kernel && peakMemoryBytes !== null) {
    const message = `${method.name} holds whole tensors of all donors: about ${formatBytes(peakMemoryBytes)} of memory`
    findings.push(
      machine.memoryBytes !== null && peakMemoryBytes > machine.memoryBytes
        ? makeFinding('memory-insufficient', {
            message: `${message}, and there are ${formatBytes(machine.memoryBytes)}`,
          })
        : makeFinding('memory-whole-tensors', { message }),
    )
  }
  return findings
}

interface OutputSizes {
  readonly elements: number
  /** The weight files. */
  readonly fileBytes: number
  readonly bytesPerInput: number
  /** Donors that are read for each element. */
  readonly inputs: number
  readonly largestTensor: number
}

function outputSizes(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  vocabularyRows: number | null,
): OutputSizes | null {
  const tensors = outputTensors(config, donors, vocabularyRows)
  const weights = (donors.find(({ role }) => role === 'base') ?? donors[0])?.facts.weights
  if (!weights || tensors.length === 0) return null
  const inputs = textModule(config)?.inputs
  return {
    elements: tensors.reduce((sum, { elements }) => sum + elements, 0),
    fileBytes: fileBytes(tensors),
    bytesPerInput: dtypeBytes(weights.dtype),
    inputs:
      inputs?.kind === 'slices'
        ? largestOf(
            inputs.slices.map(({ sources }) => sources.length),
            1,
          )
        : groupSize(config, donors),
    largestTensor: tensors.reduce((largest, { elements }) => Math.max(largest, elements), 0),
  }
}

function groupSize(config: MergeConfig, donors: readonly InspectedDonor[]): number {
  const inputs = textModule(config)?.inputs
  if (inputs?.kind !== 'models') return donors.length
  const keys = new Set(inputs.models.map(({ model }) => modelKey(model)))
  if (config.baseModel) keys.add(modelKey(config.baseModel))
  return keys.size
}

/** Methods with a kernel work in pieces within a budget; the others hold a whole tensor of every donor. */
function workingBytes(method: MethodSpec, sizes: OutputSizes, budget: number): number {
  const { inputs, largestTensor, bytesPerInput } = sizes
  if (method.kernel) return Math.min(budget, largestTensor * (inputs + 1) * 4)
  const { perDonor, fixed } = method.copies
  return largestTensor * (inputs * bytesPerInput + (inputs * perDonor + fixed) * 4)
}

function tokenizerBytes(donors: readonly InspectedDonor[]): number {
  const reference = donors.find(({ role }) => role === 'base') ?? donors[0]
  const files = reference?.facts.files ?? []
  return files
    .filter(({ path }) => /^(tokenizer|special_tokens|vocab|merges)/.test(path))
    .reduce((sum, { size }) => sum + size, 0)
}
