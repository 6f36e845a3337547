import { architectureOf, type InspectedDonor } from './donor.ts'

/** Names of architectures that share one definition in mergekit. */
const sameDefinition: Readonly<Record<string, string>> = {
  LLaMaForCausalLM: 'LlamaForCausalLM',
  BertForMultipleChoice: 'BertForTokenClassification',
  BertForSequenceClassification: 'BertForTokenClassification',
}

const definitionOf = (donor: InspectedDonor) => {
  const name = architectureOf(donor) ?? ''
  return sameDefinition[name] ?? name
}

/** The donors by the definition that mergekit has of them; of several it takes one. */
export const definitionsOf = (donors: readonly InspectedDonor[]): readonly (readonly InspectedDonor[])[] => [
  ...Map.groupBy(donors, definitionOf).values(),
]
