/** One value to choose. */
export interface Choice {
  readonly value: string | null
  readonly label: string
  readonly about: string
}

/** A list to choose one value of a recipe from. */
export interface Picker {
  readonly title: string
  readonly field: 'method' | 'base' | 'tokenizer' | 'dtype' | 'outDtype'
  readonly choices: readonly Choice[]
  readonly index: number
}
