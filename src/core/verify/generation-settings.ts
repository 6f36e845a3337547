import type { RawObject } from '../model/raw-values.ts'

/** What a setting has to be. */
interface Rule {
  readonly is: (value: unknown) => boolean
  readonly belongs: string
}

const number = (belongs: string, holds: (value: number) => boolean): Rule => ({
  is: (value) => typeof value === 'number' && holds(value),
  belongs: `where ${belongs} belongs`,
})
const wholeFrom = (least: number) =>
  number(`a whole number from ${least} on`, (value) => Number.isInteger(value) && value >= least)
const whole = number('a whole number', Number.isInteger)
const any = number('a number', () => true)
const fromZero = number('a number from 0 on', (value) => value >= 0)
const positive = number('a number above 0', (value) => value > 0)
const part = number('a number from 0 to 1', (value) => value >= 0 && value <= 1)
const stops: Rule = {
  is: (value) => typeof value === 'boolean' || value === 'never',
  belongs: 'where true, false or "never" belongs',
}
const truth: Rule = { is: (value) => typeof value === 'boolean', belongs: 'where true or false belongs' }

/** Looked at by every `generate`. */
const always: Readonly<Record<string, Rule>> = {
  max_length: wholeFrom(1),
  max_new_tokens: wholeFrom(1),
  min_length: whole,
  min_new_tokens: whole,
  num_beams: wholeFrom(1),
  num_beam_groups: wholeFrom(1),
  num_return_sequences: wholeFrom(1),
  no_repeat_ngram_size: whole,
  encoder_no_repeat_ngram_size: whole,
  repetition_penalty: positive,
  encoder_repetition_penalty: positive,
  length_penalty: any,
  diversity_penalty: any,
  temperature: any,
  top_k: any,
  top_p: any,
  typical_p: any,
  min_p: any,
  early_stopping: stops,
  do_sample: truth,
  use_cache: truth,
}

/** Looked at where tokens are drawn; many a config that draws none says `temperature: 0`. */
const whereSampled: Readonly<Record<string, Rule>> = {
  temperature: positive,
  top_k: wholeFrom(0),
  top_p: fromZero,
  typical_p: positive,
  min_p: part,
}

/** Settings of generation_config.json with which `generate` of transformers ends in an error, and why. */
export function wrongSettings(raw: RawObject): readonly { readonly key: string; readonly why: string }[] {
  const rules = { ...always, ...(raw.do_sample === true && whereSampled) }
  return Object.entries(rules).flatMap(([key, { is, belongs }]) => {
    const value = raw[key] ?? null
    return value === null || is(value) ? [] : [{ key, why: belongs }]
  })
}
