import { knownMergekit, newestMergekit, oldestMergekit } from '../mergekit/known.ts'
import { atLeast, compareVersions } from '../versions.ts'

export interface BrokenCombination {
  readonly code: string
  readonly message: string
  /** What pip has to install, to be put behind `python -m pip install`. */
  readonly install: string
}

type Packages = Readonly<Record<string, string>>

const before = (version: string | undefined, first: string): boolean =>
  version !== undefined && compareVersions(version, first) < 0

/** What is known not to work among these packages, by name: sets of versions that pip accepts. */
export function brokenCombinations(packages: Packages): BrokenCombination[] {
  const { mergekit, transformers, 'huggingface-hub': hub } = packages
  const broken: BrokenCombination[] = []
  if (mergekit !== undefined && atLeast(mergekit, '0.1.0') && before(mergekit, oldestMergekit.version))
    broken.push({
      code: 'mergekit-licence',
      message: `mergekit ${mergekit} is under a licence (BUSL-1.1) that does not allow the patch`,
      install: `mergekit==${newestMergekit.version}`,
    })
  for (const rule of knownMergekit(mergekit ?? '')?.does.brokenWith ?? []) {
    const version = packages[rule.package] ?? null
    if (rule.fails(version))
      broken.push({ code: rule.code, message: rule.message(version), install: rule.install })
  }
  if (transformers !== undefined && hub !== undefined && atLeast(transformers, '5') && !atLeast(hub, '1'))
    broken.push({
      code: 'transformers-5-huggingface-hub-0',
      message: `transformers ${transformers} cannot be imported with huggingface_hub ${hub}`,
      install: "'huggingface_hub>=1'",
    })
  return broken
}
