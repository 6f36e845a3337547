import { atLeast } from './versions.ts'

export interface BrokenCombination {
  readonly code: string
  readonly message: string
  /** What pip has to install, to be put behind `python -m pip install`. */
  readonly install: string
}

type Packages = Readonly<Record<string, string>>

interface Rule {
  readonly code: string
  readonly holds: (packages: Packages) => boolean
  readonly message: (packages: Packages) => string
  readonly install: string
}

const has = (version: string | undefined, from: string, below?: string): boolean =>
  version !== undefined && atLeast(version, from) && (below === undefined || !atLeast(version, below))

/** Sets of versions that pip accepts and that do not work; each was tried. */
const rules: readonly Rule[] = [
  {
    code: 'mergekit-licence',
    holds: ({ mergekit }) => has(mergekit, '0.1.0', '0.1.4'),
    message: ({ mergekit }) =>
      `mergekit ${mergekit} is under a licence (BUSL-1.1) that does not allow the patch`,
    install: 'mergekit==0.1.5',
  },
  {
    code: 'mergekit-0.1.4-transformers-5',
    holds: ({ mergekit, transformers }) => has(mergekit, '0.1.4', '0.1.5') && has(transformers, '5'),
    message: ({ transformers }) =>
      `mergekit 0.1.4 with transformers ${transformers}: every merge dies with "ConfiguredModuleArchitecture is not fully defined"`,
    install: "'transformers<5' 'huggingface_hub<1'",
  },
  {
    code: 'mergekit-0.1.4-pydantic-2.13',
    holds: ({ mergekit, pydantic }) => has(mergekit, '0.1.4', '0.1.5') && has(pydantic, '2.13'),
    message: ({ pydantic }) => `mergekit 0.1.4 with pydantic ${pydantic}: it cannot be imported`,
    install: "'pydantic<2.12'",
  },
  {
    code: 'mergekit-0.1.5-transformers-4',
    holds: ({ mergekit, transformers }) => has(mergekit, '0.1.5', '0.2') && !has(transformers, '5'),
    message: ({ transformers }) =>
      transformers
        ? `mergekit 0.1.5 wants transformers 5, and this is ${transformers}`
        : 'mergekit 0.1.5 wants transformers 5, and there is none',
    install: "'transformers>=5,<6'",
  },
  {
    code: 'transformers-5-huggingface-hub-0',
    holds: ({ transformers, 'huggingface-hub': hub }) => has(transformers, '5') && has(hub, '0', '1'),
    message: ({ transformers, 'huggingface-hub': hub }) =>
      `transformers ${transformers} cannot be imported with huggingface_hub ${hub}`,
    install: "'huggingface_hub>=1'",
  },
]

/** What is known not to work among these packages, by name. */
export function brokenCombinations(packages: Packages): BrokenCombination[] {
  return rules
    .filter(({ holds }) => holds(packages))
    .map(({ code, message, install }) => ({ code, message: message(packages), install }))
}
