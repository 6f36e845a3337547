/** One file of a model, local or remote. */
export interface ModelFile {
  /** Relative to the model's folder, with `/`, as the listing gives it. */
  readonly path: string
  /** Bytes. 0 when the file is refused. */
  readonly size: number
  /** Hex, where it is known without reading the file (LFS files of the Hub). */
  readonly sha256?: string
  /** Why the file must not be read: half a sentence, such as “is a named pipe”. Reading it throws. */
  readonly refused?: string
  /** It is a link to nothing: for whoever looks whether there is such a file, there is none. */
  readonly leadsNowhere?: true
  /** It is a folder, and has the name of a file that somebody reads. */
  readonly isFolder?: true
}

/**
 * The files of one model at one moment, whatever they lie on. Implementations: a local folder
 * (adapters/files), the Hub over range requests.
 *
 * Every method may throw `file-unreadable` (or the codes of the network); a path that neither
 * `list()` nor `find()` gave is `file-unreadable` too. All methods may be called at the same time; an implementation limits how much it
 * does at once.
 */
export interface ModelFiles {
  /** The model as the user names it. */
  readonly ref: string
  /** Folder or URL, for messages. */
  readonly location: string
  /** The pinned commit of a Hub model, null for a folder. */
  readonly commit: string | null
  /** Weight files are a header and a hole: the values are elsewhere. */
  readonly isHollow?: true
  list(): Promise<readonly ModelFile[]>
  /** A file that another one of the model names, in whatever folder below the model's it is; null where there is none. */
  find(path: string): Promise<ModelFile | null>
  /** The bytes [start, end); fewer only where the file ends. One request when remote. */
  read(path: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  /** The whole file; `file-unreadable` when it is larger than `limitBytes`, before anything is read. */
  readAll(path: string, limitBytes: number): Promise<Uint8Array<ArrayBuffer>>
  /** Equal texts mean equal bytes (inode, sha256); null when it cannot be known without reading. */
  identity?(path: string): Promise<string | null>
  /** Where the file lies on this machine, so that another thread can read it; null when it does not. */
  localPath?(path: string): string | null
}
