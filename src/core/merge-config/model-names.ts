import { formatModelRef, type ModelRef, modelKey, readsAsItself } from '../model-ref.ts'

/**
 * What each model is called, by its key: as mergekit prints it. Where two would be called the same (a folder
 * `a+b`, and the model `a` with the adapter `b`), the one that its text does not mean is written out.
 */
export function modelNames(refs: readonly ModelRef[]): ReadonlyMap<string, string> {
  const texts = Map.groupBy(new Map(refs.map((ref) => [modelKey(ref), ref])).values(), formatModelRef)
  return new Map(
    [...texts].flatMap(([text, same]) =>
      same.map((ref): [string, string] => [
        modelKey(ref),
        same.length === 1 || readsAsItself(ref) ? text : writtenOut(ref),
      ]),
    ),
  )
}

/** The reference in mergekit's mapping form, on one line. */
export function writtenOut({ model, lora, overrideArchitecture }: ModelRef): string {
  return JSON.stringify({
    model: { path: model.path, revision: model.revision ?? undefined },
    lora: lora ? { path: lora.path, revision: lora.revision ?? undefined } : undefined,
    override_architecture: overrideArchitecture ?? undefined,
  })
}
