import type { z } from 'zod'
import type { outcome } from '../contract/inspect.ts'

export type Outcome = z.infer<typeof outcome>

/** An error that stock mergekit would raise: Python's class, its text, on which tokens. */
export interface StockError {
  readonly type: string
  readonly message: string
  /** The donor it is about. */
  readonly donor: number | null
  readonly tokens: readonly string[]
}

/** What a token meets in stock mergekit. */
export interface StockToken {
  readonly token: string
  readonly donor: number
  /** The token's id in that donor, and the rows of the donor's tensor. */
  readonly donorId: number
  readonly rows: number | null
  readonly tensor: string | null
  readonly effect: string
}

/** One way in which a run of stock mergekit can go. */
export interface StockRun {
  readonly outcome: Outcome
  /** The error that ends it; further ones are those that could come first instead. */
  readonly errors: readonly StockError[]
  readonly tokens: readonly StockToken[]
  readonly outputTokens: number | null
  /** What is wrong with the result, where it is. */
  readonly damage?: string
}
