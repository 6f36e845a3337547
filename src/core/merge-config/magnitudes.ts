import type { MethodSpec, ParameterSpec } from '../methods.ts'
import type { MergeConfig } from './types.ts'

const largestFloat32 = 3.4028234663852886e38
const largestFloat16 = 65504
/** Half of the smallest number of float16: what is not larger becomes zero. */
const zeroFloat16 = 2 ** -25

/** The largest size of a parameter, and the dtype that holds no larger one. */
export interface Largest {
  readonly value: number
  readonly dtype: 'float32' | 'float16'
}

/**
 * mergekit puts parameters into tensors of float32, and those that multiply what a donor changed, or a tensor as
 * it is, into the dtype of the merge. Weights that are divided by their sum are only looked at relatively.
 */
export function largestOf(spec: ParameterSpec, method: MethodSpec, config: MergeConfig): Largest {
  return isHalf(config) && multiplies(spec.name, method)
    ? { value: largestFloat16, dtype: 'float16' }
    : { value: largestFloat32, dtype: 'float32' }
}

/** A weight as the merge has it: some are too small for their dtype. */
export function heldWeight(weight: number, method: MethodSpec, config: MergeConfig): number {
  if (isHalf(config) && multiplies('weight', method) && Math.abs(weight) <= zeroFloat16) return 0
  return Math.fround(weight)
}

const isHalf = ({ dtype }: MergeConfig): boolean => /^(torch\.)?float16$/.test(dtype ?? '')

const multiplies = (name: string, { parameters }: MethodSpec): boolean =>
  name === 'lambda' ||
  name === 'scale' ||
  (name === 'weight' && parameters.some((spec) => spec.name === 'lambda'))
