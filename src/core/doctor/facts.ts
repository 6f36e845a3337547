/** Something that could be found out, or why it could not. */
export type Answer<Value> =
  | { readonly value: Value }
  | { readonly error: string; readonly fix: string | null }

export interface EnvironmentSeen {
  readonly python: string
  readonly executable: string
  /** Versions by normalised name. */
  readonly packages: Readonly<Record<string, string>>
  readonly mergekit: {
    readonly version: string
    readonly location: string
    /** Where it came from, when it is no release: a commit of a repository, a folder. */
    readonly source: string | null
  } | null
  readonly torch: {
    readonly version: string
    readonly cuda: string | null
    readonly devices: readonly { readonly name: string; readonly memoryBytes: number }[]
    readonly error: string | null
  } | null
}

/** All that `doctor` looks at, before it is judged. */
export interface DoctorFacts {
  readonly mergescope: string
  readonly node: string
  readonly environment: Answer<EnvironmentSeen>
  /** Whether the environment is the one that `mergescope setup` makes. */
  readonly managed: boolean
  /** Of the managed environment: its mark is there and of today's lock. */
  readonly whole: boolean
  readonly patch: Answer<{
    readonly state: string
    readonly problem: { message: string; hint: string | null } | null
  }> | null
  /** GPUs that the NVIDIA driver knows. */
  readonly gpus: readonly string[]
  readonly machine: {
    readonly folder: string
    readonly freeBytes: number | null
    readonly cache: string
    readonly cacheFreeBytes: number | null
    readonly memoryBytes: number
    readonly cores: number
  }
  readonly hub: {
    readonly endpoint: string
    readonly token: boolean
    /** Null: not asked, because of --offline. */
    readonly answer: Answer<{ readonly user: string | null }> | null
  }
  readonly terminal: {
    readonly isTerminal: boolean
    readonly columns: number | null
    readonly term: string
    readonly unicode: boolean
  }
}
