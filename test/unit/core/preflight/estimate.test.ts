import { expect, test } from 'vitest'
import { judge, linear } from './facts.ts'

const machine = { outputFreeBytes: 1e12, cacheFreeBytes: 1e12, sameDisk: true, memoryBytes: 64e9, cores: 2 }
const big = { tensors: { 'model.layers.0.mlp.weight': [65_536, 65_536] } }

/** Bytes of a file of these tensors. */
function file(dtype: string, element: number, shapes: readonly (readonly [string, ...number[]])[]): number {
  let end = 0
  const entries = shapes.map(([name, ...shape]) => {
    const begin = end
    end += element * shape.reduce((product, size) => product * size, 1)
    return [name, { dtype, shape, data_offsets: [begin, end] }]
  })
  const header = JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) })
  return 8 + 8 * Math.ceil(header.length / 8) + end
}
const layer = (at: number) => [`model.layers.${at}.mlp.weight`, 4, 4] as const
const around = (rows: number, ...layers: readonly number[]) =>
  [
    ['model.embed_tokens.weight', rows, 4],
    ...layers.map(layer),
    ['model.norm.weight', 4],
    ['lm_head.weight', rows, 4],
  ] as const

test('the output has the rows of its vocabulary and the dtype of the config', () => {
  const sizes = { a: {}, b: { added: ['<x>', '<y>'] } }
  expect(judge(linear(['a', 'b']), sizes).estimate.outputBytes).toBe(file('BF16', 2, around(10, 0, 1)))
  expect(
    judge(linear(['a', 'b'], 'tokenizer: {source: union}\ndtype: float32'), sizes).estimate.outputBytes,
  ).toBe(file('F32', 4, around(10, 0, 1)))
  const padded = linear(['a', 'b'], 'tokenizer: {source: union, pad_to_multiple_of: 16}')
  expect(judge(padded, sizes).estimate.outputBytes).toBe(file('BF16', 2, around(16, 0, 1)))
})

test('slices decide how many layers are written', () => {
  const config =
    'merge_method: passthrough\nslices: [{sources: [{model: a, layer_range: [0, 2]}]}, {sources: [{model: a, layer_range: [0, 2]}]}]\n'
  expect(judge(config, { a: {} }).estimate.outputBytes).toBe(file('BF16', 2, around(8, 0, 1, 2, 3)))
})

test.each([
  ['F16', 'BF16', '', 'dtype-promoted', 'F32', 4],
  ['BF16', 'BF16', '', undefined, 'BF16', 2],
  ['F16', 'BF16', 'dtype: bfloat16', 'dtype-mixed', 'BF16', 2],
] as const)('%s beside %s, %s', (a, b, more, code, written, element) => {
  const { estimate, findings } = judge(linear(['a', 'b'], more), { a: { dtype: a }, b: { dtype: b } })
  expect(findings.find((finding) => finding.code.startsWith('dtype'))?.code).toBe(code)
  expect(estimate.outputBytes).toBe(file(written, element, around(8, 0, 1)))
})

test('buffers that no merge needs are not counted, and a head is that some donor has', () => {
  const buffer = { tensors: { 'model.layers.0.attn.bias': [64, 64] } }
  expect(judge(linear(['a', 'b'], ''), { a: buffer, b: {} }).estimate.outputBytes).toBe(
    file('BF16', 2, around(8, 0, 1)),
  )
  expect(judge(linear(['a', 'b'], ''), { a: { head: false }, b: {} }).estimate.outputBytes).toBe(
    file('BF16', 2, around(8, 0, 1)),
  )
})

test('what is here already costs nothing to download', () => {
  const { estimate, findings } = judge(linear(['a', 'b']), { a: {}, b: { downloadBytes: 7e9 } })
  expect(estimate.downloadBytes).toBe(7e9)
  expect(findings.find(({ code }) => code === 'download-needed')?.message).toBe(
    '7.00 GB have to be downloaded',
  )
})

test('too little disk blocks, and says how much is needed and where', () => {
  const codes = (given: object) =>
    judge(linear(['a', 'b']), { a: {}, b: { downloadBytes: 7e9 } }, { machine: { ...machine, ...given } })
      .findings.filter(({ severity }) => severity === 'error')
      .map(({ message }) => message)
  expect(codes({ outputFreeBytes: 5e9 })).toEqual([
    '7.00 GB are needed for downloads and output, 5.00 GB are free',
  ])
  expect(codes({ sameDisk: false, cacheFreeBytes: 5e9 })).toEqual([
    '7.00 GB are needed in the Hub cache, 5.00 GB are free',
  ])
  expect(codes({ outputFreeBytes: null })).toEqual([])
})

test('what an interrupted run has written is not needed again', () => {
  const codes = (given: object) =>
    judge(
      linear(['a', 'b']),
      { a: big, b: { ...big, downloadBytes: 1e9 } },
      { machine: { ...machine, ...given } },
    )
      .findings.filter(({ severity }) => severity === 'error')
      .map(({ message }) => message)
  expect(codes({ outputFreeBytes: 3e9 })).toHaveLength(1)
  expect(codes({ outputFreeBytes: 3e9, heldBytes: 7e9 })).toEqual([])
  expect(codes({ outputFreeBytes: 2e9, heldBytes: 7e9 })).toEqual([
    '2.59 GB are needed for downloads and output besides the 7.00 GB of an interrupted run, 2.00 GB are free',
  ])
  expect(codes({ outputFreeBytes: 1.2e9, heldBytes: 7e9, sameDisk: false })).toEqual([
    '1.59 GB are needed for the output besides the 7.00 GB of an interrupted run, 1.20 GB are free',
  ])
  expect(codes({ outputFreeBytes: 1e9, heldBytes: 9e9 })).toEqual([])
})

test('a method without a kernel holds whole tensors of all donors, and blocks when memory cannot', () => {
  const karcher = 'merge_method: karcher\nmodels: [{model: a}, {model: b}]\n'
  const { estimate, findings } = judge(karcher, { a: big, b: big })
  const tensor = 65_536 ** 2
  expect(estimate.peakMemoryBytes).toBeGreaterThan(2 * tensor * 2)
  expect(findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
    'memory-insufficient',
  ])
  const roomy = judge(karcher, { a: big, b: big }, { machine: { ...machine, memoryBytes: 1e12 } })
  expect(roomy.findings.map(({ code, severity }) => [code, severity])).toContainEqual([
    'memory-whole-tensors',
    'info',
  ])
})

test('a method with a kernel stays within its budget whatever the size', () => {
  const { estimate, findings } = judge(linear(['a', 'b'], ''), { a: big, b: big }, { budgetBytes: 1e9 })
  expect(estimate.peakMemoryBytes).toBeLessThan(2e9)
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
})

test('more work takes more time', () => {
  const seconds = (method: string) =>
    judge(
      `merge_method: ${method}\nbase_model: a\nparameters: {weight: 1, density: 0.5}\nmodels: [{model: a}, {model: b}]\n`,
      { a: big, b: big },
    ).estimate.seconds!
  expect(seconds('della')).toBeGreaterThan(seconds('ties'))
})
