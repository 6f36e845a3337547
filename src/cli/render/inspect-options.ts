import type { Paint } from './paint.ts'

export interface InspectTextOptions {
  readonly columns: number
  readonly paint: Paint
  /** Only what is wrong. */
  readonly quiet?: boolean | undefined
  /** Infos too. */
  readonly verbose?: boolean | undefined
}
