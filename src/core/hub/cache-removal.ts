/** What lies in the cache of one repository. */
export interface CachedRepository {
  readonly repository: string
  readonly snapshots: readonly CachedModel[]
  /** Names and bytes of all blobs, partial ones too. */
  readonly blobs: ReadonlyMap<string, number>
}

/** One commit of it. */
export interface CachedModel {
  readonly commit: string
  /** Branches and tags that mean this commit. */
  readonly revisions: readonly string[]
  readonly blobs: readonly string[]
  /** Bytes of its files, shared ones counted for each. */
  readonly bytes: number
  /** Milliseconds since 1970, as far as the disk keeps it. */
  readonly lastUsed: number | null
  /** Output folders of runs that read it and are still there. */
  readonly neededBy: readonly string[]
}

export interface Removal {
  readonly repository: string
  readonly commits: readonly string[]
  readonly revisions: readonly string[]
  readonly blobs: readonly string[]
  /** What becomes free: blobs that another commit needs stay. */
  readonly bytes: number
  /** Nothing of the repository is left. */
  readonly whole: boolean
}

/** What removing some commits of a repository means. */
export function planRemoval(cached: CachedRepository, commits: ReadonlySet<string>): Removal {
  const gone = cached.snapshots.filter(({ commit }) => commits.has(commit))
  const kept = cached.snapshots.filter(({ commit }) => !commits.has(commit))
  const needed = new Set(kept.flatMap(({ blobs }) => blobs))
  const whole = kept.length === 0
  const blobs = whole
    ? [...cached.blobs.keys()]
    : [...new Set(gone.flatMap((model) => model.blobs))].filter((blob) => !needed.has(blob))
  return {
    repository: cached.repository,
    commits: gone.map(({ commit }) => commit),
    revisions: gone.flatMap(({ revisions }) => revisions),
    blobs,
    bytes: blobs.reduce((sum, blob) => sum + (cached.blobs.get(blob) ?? 0), 0),
    whole,
  }
}

/** The commits that a name means: all of a repository, or those of `@revision`, a commit's first digits too. */
export function commitsNamed(cached: CachedRepository, revision: string | null): string[] {
  return cached.snapshots
    .filter(
      ({ commit, revisions }) =>
        revision === null ||
        revisions.includes(revision) ||
        (/^[0-9a-f]{7,40}$/.test(revision) && commit.startsWith(revision)),
    )
    .map(({ commit }) => commit)
}
