import { type Content, commitOf, storeFiles, type Tree } from './store.ts'

export interface LocalRepository {
  readonly files: Readonly<Record<string, Content>>
  /** Only for those who bring the token. */
  readonly private?: boolean
  /** Everybody sees it, nobody but those who brought the token and were accepted reads it. */
  readonly gated?: boolean
  /** Its large files are also offered over Xet, as most of the real Hub's are. */
  readonly xet?: boolean
  readonly downloads?: number
  readonly likes?: number
  readonly licence?: string
}

/** One repository with its history. */
export class Repository {
  readonly name: string
  readonly options: Omit<LocalRepository, 'files'>
  readonly #trees = new Map<string, Tree>()
  readonly #refs = new Map<string, string>()

  constructor(name: string, options: Omit<LocalRepository, 'files'>) {
    this.name = name
    this.options = options
  }

  /** A new commit on a branch; returns it. */
  async push(files: Readonly<Record<string, Content>>, branch = 'main'): Promise<string> {
    const tree = await storeFiles(files)
    const commit = commitOf(tree, this.#refs.get(branch) ?? null)
    this.#trees.set(commit, tree)
    this.#refs.set(branch, commit)
    return commit
  }

  /** The commit of a branch, tag or commit; null where there is none. */
  resolve(revision: string): string | null {
    return this.#refs.get(revision) ?? (this.#trees.has(revision) ? revision : null)
  }

  tree(commit: string): Tree {
    return this.#trees.get(commit) ?? new Map()
  }
}
