import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { configMeaning, type MeantValue } from '../model/config-meaning.ts'
import { sentenceMeaning } from '../model/sentence-meaning.ts'
import type { InspectedDonor } from './donor.ts'
import { vocabularyTensorInputs } from './vocabulary-inputs.ts'

/** Longest text of a value in a message. */
const most = 60

/** Where the donors' config.json, or files of sentence-transformers, give the same weights another meaning: no tensor tells of it. */
export function configValueFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
): readonly Finding[] {
  const inputs = donors.filter(({ facts }) => facts.weights && facts.config)
  const lead = config.baseModel ? donors.find(({ role }) => role === 'base') : inputs[0]
  if (inputs.length < 2 || !lead) return []
  const whole = new Map(inputs.map((donor) => [donor, configMeaning(donor.facts.config!.raw)]))
  const isUntied = writesHead(config, donors)
  const others = new Set(inputs.flatMap(({ facts }) => [...(facts.sentence?.keys() ?? [])]))
  return [
    ...compared('config.json', whole, lead, (field) =>
      isUntied && field.endsWith('tie_word_embeddings')
        ? 'the output takes false, because it gets a head'
        : null,
    ),
    ...[...others].sort().flatMap((path) => {
      const given = inputs.flatMap((donor) => {
        const raw = donor.facts.sentence?.get(path)
        return raw ? [[donor, sentenceMeaning(path, raw)] as const] : []
      })
      return compared(path, new Map(given), lead, () => null)
    }),
  ]
}

type Meanings = ReadonlyMap<InspectedDonor, ReadonlyMap<string, MeantValue>>

/** @param decided what the output takes of a field, where that is not the leading donor's value */
function compared(
  file: string,
  meanings: Meanings,
  lead: InspectedDonor,
  decided: (field: string) => string | null,
): readonly Finding[] {
  const fields = new Set([...meanings.values()].flatMap((meaning) => [...meaning.keys()]))
  return [...fields].flatMap((field) => {
    const said = [...meanings].flatMap(([donor, meaning]) => {
      const value = meaning.get(field)
      return value ? [{ donor, value }] : []
    })
    return differs(file, said, lead, decided(field))
  })
}

interface Said {
  readonly donor: InspectedDonor
  readonly value: MeantValue
}

const writesHead = (config: MergeConfig, donors: readonly InspectedDonor[]) =>
  vocabularyTensorInputs(config, donors).some(({ kind }) => kind === 'head')

function differs(
  file: string,
  said: readonly Said[],
  lead: InspectedDonor,
  decided: string | null,
): readonly Finding[] {
  const groups = Map.groupBy(said, ({ value }) => value.text)
  if (groups.size < 2) return []
  // Models of other depths, which is another finding, or slices.
  const lengths = said.map(({ value }) => value.layers)
  if (new Set(lengths).size > 1 && !lengths.includes(null)) return []
  const own = said.find(({ donor }) => donor === lead)
  const alike = commonStart([...groups.keys()])
  const { path } = (own ?? said[0]!).value
  const parts = [...groups].map(
    ([text, group]) => `${short(text, alike)} in ${group.map(({ donor }) => donor.name).join(', ')}`,
  )
  const result =
    decided ??
    (own
      ? `the output takes ${short(own.value.text, alike)}, from ${lead.name}`
      : `the output takes ${lead.name}'s`)
  const code = said.some(({ value }) => value.weight === 'sense')
    ? 'config-values-clash'
    : 'config-values-differ'
  return [makeFinding(code, { message: `${path} of ${file} differs: ${parts.join('; ')}; ${result}` })]
}

/** @param alike how many letters all texts begin with */
function short(text: string, alike: number): string {
  const start = text.length > most ? Math.max(0, alike - 10) : 0
  const end = start + most
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${text.length > end ? '…' : ''}`
}

function commonStart([first = '', ...others]: readonly string[]): number {
  const at = [...first].findIndex((letter, index) => others.some((text) => text[index] !== letter))
  return at < 0 ? first.length : at
}
