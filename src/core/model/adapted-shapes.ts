import type { AdaptedShape } from './facts.ts'

interface Shaped {
  readonly name: string
  readonly shape: readonly number[]
}

/** What the tensors of an adapter, as PEFT names them, take those of its model to be shaped like. */
export function adaptedShapes(tensors: readonly Shaped[]): ReadonlyMap<string, AdaptedShape> {
  const shapes = new Map<string, AdaptedShape>()
  for (const { name, shape } of tensors) {
    const [, module, kind] =
      /^(?:base_model\.model\.)?(.+?)\.((?:lora_|modules_to_save|original_module|base_layer|token_adapter).*|weight|bias)$/.exec(
        name,
      ) ?? []
    if (module === undefined) continue
    const whole = /^(?:(?:modules_to_save|original_module|base_layer)\.)?(weight|bias)$/.exec(kind!)?.[1]
    const axes = whole ? shape : axesOf(kind!, shape)
    if (!axes) continue
    const key = `${module}.${whole ?? 'weight'}`
    const earlier = shapes.get(key)
    // Of what is saved whole, nothing else is to be told; two factors of a product each know one axis.
    if (whole || !earlier) shapes.set(key, { shape: axes, turned: !whole && kind!.startsWith('lora_') })
    else if (earlier.turned)
      shapes.set(key, { ...earlier, shape: earlier.shape.map((size, axis) => size ?? axes[axis] ?? null) })
  }
  return shapes
}

/** The axes of a weight that a tensor of this kind tells, outputs first. */
function axesOf(kind: string, shape: readonly number[]): readonly (number | null)[] | null {
  const [first = null, second = null] = shape
  switch (kind) {
    case 'lora_A.weight':
      return [null, second]
    case 'lora_B.weight':
      return [first, null]
    case 'lora_embedding_A':
      return [second, null]
    case 'lora_embedding_B':
      return [null, first]
    case 'token_adapter.trainable_tokens_delta':
      return [null, second]
    default:
      return null
  }
}
