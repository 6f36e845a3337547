import type { InspectResult } from '../../core/contract/inspect.ts'
import type { InspectedDonor } from '../../core/preflight/donor.ts'

/** What is known of one donor. */
export type DonorState =
  | { readonly status: 'reading' }
  | { readonly status: 'read'; readonly donor: InspectedDonor; readonly report: InspectResult }
  | { readonly status: 'failed'; readonly message: string; readonly hint: string | null }
