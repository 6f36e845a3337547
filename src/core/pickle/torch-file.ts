import { type Dtype, dtypeBits } from '../safetensors/dtypes.ts'
import { nameProblem } from '../safetensors/names.ts'
import type { TensorEntry } from '../safetensors/types.ts'
import { isCall, type Pickled, unpickle } from './unpickle.ts'

/**
 * The tensors of a file that torch.save has written, by the bytes that it begins with: the names, dtypes and shapes come
 * before the values. Offsets count from 0 in the order of the names, and are none in the file.
 *
 * null where it is something else, or the tensors are not what is saved but lie deeper in it. Throws `PickleEnds` where
 * more bytes are needed.
 */
export function torchTensors(bytes: Uint8Array): readonly TensorEntry[] | null {
  const value = savedValue(bytes)
  if (!(value instanceof Map)) return null
  const tensors: TensorEntry[] = []
  let end = 0
  for (const [name, saved] of value) {
    const tensor = tensorOf(saved)
    if (typeof name !== 'string' || !tensor || nameProblem(name)) return null
    const begin = end
    end += tensor.shape.reduce((product, size) => product * size, dtypeBits[tensor.dtype] / 8)
    if (!Number.isSafeInteger(end)) return null
    tensors.push({ name, ...tensor, begin, end })
  }
  return tensors
}

/** A zip archive begins with the pickle; before the archives came three short pickles, and then the one. */
function savedValue(bytes: Uint8Array): Pickled {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const [nameLength, extra] = [view.getUint16(26, true), view.getUint16(28, true)]
    const name = new TextDecoder().decode(bytes.subarray(30, 30 + nameLength))
    const isStored = view.getUint16(8, true) === 0
    return isStored && name.endsWith('/data.pkl') ? unpickle(bytes, 30 + nameLength + extra).value : null
  }
  const [magic, protocol, machine] = [0x80, 0x02, 0x8a]
  if (bytes[0] !== magic || bytes[1] !== protocol || bytes[2] !== machine) return null
  const before = [0, 1, 2].reduce((at) => unpickle(bytes, at).end, 0)
  return unpickle(bytes, before).value
}

const dtypes: Readonly<Record<string, Dtype>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
  float8_e4m3fn: 'F8_E4M3',
  float8_e5m2: 'F8_E5M2',
}

/** `_rebuild_tensor_v2(storage, offset, size, …)`, which may stand in a parameter; `_v3` names the dtype at its end. */
function tensorOf(value: Pickled): Pick<TensorEntry, 'dtype' | 'shape'> | null {
  if (!isCall(value)) return null
  if (value.name === 'torch._utils._rebuild_parameter') return tensorOf(value.given[0] ?? null)
  if (!/^torch\._utils\._rebuild_tensor(_v[23])?$/.test(value.name)) return null
  const [storage, , shape] = value.given
  const named = value.name.endsWith('_v3') ? value.given[6] : isCall(storage) && listed(storage.given[0])[1]
  const dtype = dtypes[isCall(named || null) ? (named as { name: string }).name.replace(/^.*\./, '') : '']
  const sizes = listed(shape)
  const isShape = sizes.every((size) => typeof size === 'number' && size >= 0)
  return dtype && isShape ? { dtype, shape: sizes as readonly number[] } : null
}

const listed = (value: Pickled | undefined): readonly Pickled[] => (Array.isArray(value) ? value : [])
