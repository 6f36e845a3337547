import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { configMeaning, type MeantValue, meaningfulFields } from '../model/config-meaning.ts'
import type { InspectedDonor } from './donor.ts'
import { vocabularyTensorInputs } from './vocabulary-inputs.ts'

/** Longest text of a value in a message. */
const most = 60

/** Where the donors' config.json give the same weights another meaning: no tensor tells of it. */
export function configValueFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
): readonly Finding[] {
  const inputs = donors.filter(({ facts }) => facts.weights && facts.config)
  const lead = config.baseModel ? donors.find(({ role }) => role === 'base') : inputs[0]
  if (inputs.length < 2 || !lead) return []
  const meanings = new Map(inputs.map((donor) => [donor, configMeaning(donor.facts.config!.raw)]))
  const fields = new Set([...meanings.values()].flatMap((meaning) => [...meaning.keys()]))
  return [...fields].flatMap((field) => {
    const said = [...meanings].flatMap(([donor, meaning]) => {
      const value = meaning.get(field)
      return value ? [{ donor, value }] : []
    })
    const isUntied = field.endsWith('tie_word_embeddings') && writesHead(config, donors)
    return differs(field, said, lead, isUntied ? 'the output takes false, for it gets a head' : null)
  })
}

interface Said {
  readonly donor: InspectedDonor
  readonly value: MeantValue
}

const writesHead = (config: MergeConfig, donors: readonly InspectedDonor[]) =>
  vocabularyTensorInputs(config, donors).some(({ kind }) => kind === 'head')

/** @param decided what the output takes, where that is not the leading donor's value */
function differs(
  field: string,
  said: readonly Said[],
  lead: InspectedDonor,
  decided: string | null,
): readonly Finding[] {
  const groups = Map.groupBy(said, ({ value }) => value.text)
  if (groups.size < 2) return []
  const lists = [...groups.keys()].map((text) => (text.startsWith('[') ? text.split(',').length : 0))
  // Models of other depths, which is another finding, or slices.
  if (new Set(lists).size > 1 && !lists.includes(0)) return []
  const own = said.find(({ donor }) => donor === lead)
  const { path } = (own ?? said[0]!).value
  const parts = [...groups].map(
    ([text, group]) => `${short(text)} in ${group.map(({ donor }) => donor.name).join(', ')}`,
  )
  const result =
    decided ??
    (own ? `the output takes ${short(own.value.text)}, from ${lead.name}` : `the output takes ${lead.name}'s`)
  const name = field.slice(field.lastIndexOf('.') + 1)
  const code =
    meaningfulFields.get(name) === 'sense' || name.startsWith('rope_theta')
      ? 'config-values-clash'
      : 'config-values-differ'
  return [makeFinding(code, { message: `${path} of config.json differs: ${parts.join('; ')}; ${result}` })]
}

function short(text: string): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
