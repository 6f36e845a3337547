/** Only the second of two matrices has a bias, where there is one. */
const matrix = /(?<=\.lora_(?:embedding_)?)[AB](?=\.|$)(?!.*\.bias$)/

/**
 * Of the tensors of a LoRA adapter, as PEFT names them, the names of those that are missing: the change of a weight is a
 * product of two matrices.
 */
export function lackingMatrices(names: readonly string[]): readonly string[] {
  const held = new Set(names)
  return names.flatMap((name) => {
    const other = name.replace(matrix, (letter) => (letter === 'A' ? 'B' : 'A'))
    return held.has(other) ? [] : [other]
  })
}
