import type { HubFile } from '../../core/hub/listing.ts'

export type DigestName = HubFile['digest']

/** What the main thread asks of a disk worker. Every request but `write` is answered by `done`. */
export type DiskRequest =
  /** Opens or makes a partial file and hashes what it holds already. Longer than `size`, it is emptied. */
  | { readonly kind: 'open'; readonly path: string; readonly digest: DigestName; readonly size: number }
  /** The first `length` bytes of a shared block are the next of the file. Answered by `free`. */
  | { readonly kind: 'write'; readonly block: number; readonly length: number }
  /** Empties the file. */
  | { readonly kind: 'restart' }
  /** Closes the file and tells its digest. */
  | { readonly kind: 'finish' }
  | { readonly kind: 'close' }
  /** Hashes a whole file that nobody writes to. */
  | { readonly kind: 'check'; readonly path: string; readonly digest: DigestName }

export type DiskReply =
  | { readonly kind: 'done'; readonly position: number; readonly digest: string | null }
  | { readonly kind: 'free'; readonly block: number }
  | { readonly kind: 'hashed'; readonly bytes: number }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
