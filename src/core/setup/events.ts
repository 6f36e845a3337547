import { objectSchemes } from '../object-schemes.ts'

/** What only some merges need, by the name that `setup --with` has for it. */
export const optionalParts = ['ray', 'object-storage'] as const
/** What storages are called for which one part is enough. */
export const partOfStorage: Readonly<Record<string, OptionalPart>> = Object.fromEntries(
  objectSchemes.map((scheme) => [scheme, 'object-storage']),
)
export type OptionalPart = (typeof optionalParts)[number]

export type SetupStep = 'environment' | 'pip' | 'packages' | 'torch' | 'tests' | 'check' | OptionalPart

/** CPU-only or with CUDA. */
export type TorchBuild = 'cpu' | 'cuda'

/** Everything that happens while the managed Python environment is made; drawn by the shells as a run's events are. */
export type SetupEvent =
  | { readonly event: 'setup-step'; readonly step: SetupStep; readonly title: string }
  | {
      readonly event: 'setup-progress'
      readonly step: SetupStep
      /** The file that is fetched, or `installing`. */
      readonly item: string
      readonly done: number
      readonly total: number | null
      readonly unit: 'bytes' | 'packages'
    }
  | {
      readonly event: 'setup-file'
      readonly step: SetupStep
      readonly file: string
      readonly size: string | null
    }
  | { readonly event: 'setup-note'; readonly text: string }
  | { readonly event: 'setup-finished'; readonly step: SetupStep; readonly seconds: number }

export interface SetupResult {
  readonly python: string
  readonly folder: string
  /** False when all was there already. */
  readonly made: boolean
  readonly torch: string | null
  readonly seconds: number
}
