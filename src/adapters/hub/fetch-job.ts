import type { HubFile } from '../../core/hub/listing.ts'

export interface FetchJob {
  readonly repository: string
  readonly commit: string
  readonly file: HubFile
}

/** How a file came to be in the snapshot. Whichever it was, its checksum is right. */
export type FetchOutcome = 'cached' | 'downloaded' | 'resumed'

export interface FetchReport {
  /** Bytes of the file that are there and hashed. Falls back where a download starts over. */
  readonly position: (bytes: number, doing: 'checking' | 'downloading') => void
  readonly note: (message: string) => void
}
