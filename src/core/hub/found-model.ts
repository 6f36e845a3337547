/** A model as the Hub's search tells it. All texts are the Hub's. */
export interface FoundModel {
  readonly id: string
  readonly likes: number
  readonly downloads: number
  readonly gated: boolean
  /** null where the Hub has not counted them. */
  readonly parameters: number | null
  readonly licence: string | null
}
