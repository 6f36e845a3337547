import { expect, test } from 'vitest'
import { describeQuantisation } from '../../../../src/core/model/quantisation.ts'

test.each([
  [{ quant_method: 'gptq', bits: 4, group_size: 128 }, 'gptq, 4 bits'],
  [{ bits: 4, group_size: 128, desc_act: false, sym: true }, 'gptq, 4 bits'],
  [{ bits: 4, group_size: 128, zero_point: true, version: 'gemm' }, 'awq, 4 bits'],
  [{ load_in_4bit: true, bnb_4bit_quant_type: 'nf4' }, 'bitsandbytes, 4 bits'],
  [{ load_in_8bit: true }, 'bitsandbytes, 8 bits'],
  [{ group_size: 64, bits: 4 }, 'MLX, 4 bits'],
  [{ group_size: 64, bits: 4, mode: 'affine' }, 'MLX, 4 bits'],
  [{ bits: 2 }, 'unknown, 2 bits'],
  [{ quant_method: 'fp8', fmt: 'e4m3' }, 'fp8, e4m3'],
])('%j is called by its method', (config, detail) => {
  expect(describeQuantisation(config)?.detail).toBe(detail)
})
