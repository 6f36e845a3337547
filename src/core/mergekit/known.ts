import { atLeast, compareVersions, publicVersion } from '../versions.ts'
import type { Behaviour, Inferred, Mergekit, MergekitTable } from './table.ts'
import i015 from './tables/inferred-0.1.5.json' with { type: 'json' }
import v014 from './tables/mergekit-0.1.4.json' with { type: 'json' }
import v015 from './tables/mergekit-0.1.5.json' with { type: 'json' }

const behaviour014: Behaviour = {
  loadsTokenizersBackend: false,
  wantsBaseInVocabulary: true,
  failsForTokenOfNobody: true,
  checksTokenSources: false,
  comparesInputs: false,
  cutsRows: {
    always: ['linear', 'slerp', 'nuslerp', 'model_stock', 'arcee_fusion'],
    // A single model comes back as it is, whatever the rows of the base.
    alone: ['multislerp'],
  },
  infersExperts: false,
  asksForEmbeddings: false,
  checksLayerTypes: false,
  sparsifiesToNone: false,
  brokenWith: [
    {
      code: 'mergekit-0.1.4-transformers-5',
      package: 'transformers',
      fails: (version) => version !== null && atLeast(version, '5'),
      message: (version) =>
        `mergekit 0.1.4 with transformers ${version}: every merge dies with "ConfiguredModuleArchitecture is not fully defined"`,
      install: "'transformers<5' 'huggingface_hub<1'",
    },
    {
      code: 'mergekit-0.1.4-pydantic-2.13',
      package: 'pydantic',
      fails: (version) => version !== null && atLeast(version, '2.13'),
      message: (version) => `mergekit 0.1.4 with pydantic ${version}: it cannot be imported`,
      install: "'pydantic<2.12'",
    },
  ],
}

const behaviour015: Behaviour = {
  loadsTokenizersBackend: true,
  wantsBaseInVocabulary: false,
  failsForTokenOfNobody: false,
  checksTokenSources: true,
  comparesInputs: true,
  cutsRows: { always: [], alone: [] },
  infersExperts: true,
  asksForEmbeddings: true,
  checksLayerTypes: true,
  sparsifiesToNone: true,
  brokenWith: [
    {
      code: 'mergekit-0.1.5-transformers-4',
      package: 'transformers',
      fails: (version) => version === null || !atLeast(version, '5'),
      message: (version) =>
        version === null
          ? 'mergekit 0.1.5 wants transformers 5, and there is none'
          : `mergekit 0.1.5 wants transformers 5, and this is ${version}`,
      install: "'transformers>=5,<6'",
    },
  ],
}

/** Every mergekit that is known, the oldest first. The only list of versions in TypeScript. */
export const knownMergekits: readonly [Mergekit, ...Mergekit[]] = [
  // It asks transformers for nothing, and has no table of its own: of modules it is taken to say what the next one says.
  mergekit(v014, i015, behaviour014),
  mergekit(v015, i015, behaviour015),
]

export const oldestMergekit: Mergekit = knownMergekits[0]
export const newestMergekit: Mergekit = knownMergekits.at(-1)!

function mergekit(
  { version, methods, architectures, definitions, conversions }: MergekitTable,
  inferred: Readonly<Record<string, Inferred>>,
  does: Behaviour,
): Mergekit {
  return {
    version,
    methods: new Map(Object.entries(methods)),
    architectures: new Map(Object.entries(architectures)),
    definitions: new Map(Object.entries(definitions)),
    conversions: new Map(Object.entries(conversions)),
    inferred: new Map(Object.entries(inferred)),
    does,
  }
}

/** The known mergekit of exactly this version, whatever was built locally (`+cu130`); null: there is none. */
export function knownMergekit(version: string): Mergekit | null {
  return knownMergekits.find((known) => compareVersions(known.version, publicVersion(version)) === 0) ?? null
}

/** The mergekit to predict for: of one that is not known the last one before it, without one the newest. */
export function closestMergekit(version: string | null): Mergekit {
  if (version === null) return newestMergekit
  const earlier = knownMergekits.filter(
    (known) => compareVersions(known.version, publicVersion(version)) <= 0,
  )
  return earlier.at(-1) ?? oldestMergekit
}

/** All versions that are known, for people: `0.1.4 and 0.1.5`. */
export const knownVersions = (): string => knownMergekits.map(({ version }) => version).join(' and ')

/** Says that a mergekit is not known; null where it is. */
export function unknownMergekit(version: string): string | null {
  if (knownMergekit(version)) return null
  const { version: closest } = closestMergekit(version)
  return `mergekit ${version} is not known to mergescope, which knows ${knownVersions()}: what is predicted is what ${closest} does`
}
