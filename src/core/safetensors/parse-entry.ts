import { quote } from '../json/quote.ts'
import type { JsonScanner } from '../json/scanner.ts'
import { type Dtype, isDtype } from './dtypes.ts'
import { tensorBytes } from './layout.ts'
import type { TensorEntry } from './types.ts'

/** Reads `{"dtype": …, "shape": […], "data_offsets": [begin, end]}`; other fields are passed over. */
export function parseTensorEntry(json: JsonScanner, name: string): TensorEntry {
  const of = `of the tensor ${quote(name)}`
  let dtype: Dtype | undefined
  let shape: number[] | undefined
  let offsets: number[] | undefined
  json.enterObject()
  while (json.nextKey()) {
    const key = json.text()
    if (key === 'dtype') {
      if (dtype) json.fail(`a second dtype ${of}`)
      dtype = parseDtype(json, of)
    } else if (key === 'shape') {
      if (shape) json.fail(`a second shape ${of}`)
      shape = parseNumbers(json)
    } else if (key === 'data_offsets') {
      if (offsets) json.fail(`second data_offsets ${of}`)
      offsets = parseNumbers(json)
    } else json.skip()
  }
  if (!dtype) return json.fail(`no dtype ${of}`)
  if (!shape) return json.fail(`no shape ${of}`)
  if (!offsets) return json.fail(`no data_offsets ${of}`)
  const [begin, end] = offsets
  if (begin === undefined || end === undefined || offsets.length !== 2)
    return json.fail(`${offsets.length} data_offsets ${of} where 2 belong`)
  if (end < begin) json.fail(`data_offsets ${of} that run backwards, [${begin}, ${end}]`)
  const bytes = tensorBytes(dtype, shape)
  if (typeof bytes === 'string') return json.fail(`${bytes} ${of}`)
  if (bytes !== end - begin)
    json.fail(`${end - begin} bytes ${of} where ${dtype} [${shownShape(shape)}] takes ${bytes}`)
  return { name, dtype, shape, begin, end }
}

function shownShape(shape: readonly number[]): string {
  return `${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', …' : ''}`
}

function parseDtype(json: JsonScanner, of: string): Dtype {
  const text = json.string()
  return isDtype(text) ? text : json.fail(`the unknown dtype ${quote(text)} ${of}`)
}

function parseNumbers(json: JsonScanner): number[] {
  const numbers: number[] = []
  json.enterArray()
  while (json.nextItem()) numbers.push(json.wholeNumber())
  return numbers
}
