import { hasPlainLayout } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { vocabularyMatrices } from '../model/vocabulary-tensors.ts'
import { headless } from '../verify/config.ts'
import { architectureOf, type InspectedDonor, leadOf } from './donor.ts'
import { type TensorInputs, vocabularyTensorInputs } from './vocabulary-inputs.ts'

/** A head of its own. */
const isSeparate = ({ facts }: InspectedDonor) => vocabularyMatrices(facts.weights, 'head').length > 0

const namesOf = (list: readonly InspectedDonor[]) => list.map(({ name }) => name).join(', ')

/**
 * Tied embeddings. Where the output gets a head, those of its donors that have none give their embeddings; where its
 * config ties it, and only some donors store one all the same, it gets none.
 */
export function headFindings(config: MergeConfig, donors: readonly InspectedDonor[]): readonly Finding[] {
  const tensors = vocabularyTensorInputs(config, donors)
  const head = tensors.find(({ kind }) => kind === 'head')
  if (!head) return withoutHead(config, donors, tensors)
  const separate = donors.filter(isSeparate)
  if (separate.length === 0) return []
  if (isLeftToTie(config, donors, head)) return separate.map((donor) => leftOut(head.name, donor))
  const inputs = head.inputs.map((donor) => donors[donor]!)
  const isRead = ({ facts }: InspectedDonor) => facts.findings.every(({ severity }) => severity !== 'error')
  const without = inputs.filter((donor) => !isSeparate(donor) && isRead(donor))
  const isLost = ({ facts }: InspectedDonor) => facts.config?.tiedEmbeddings === false
  const tied = without.filter((donor) => !isLost(donor))
  const findings = without.filter(isLost).map(lacksHead)
  if (tied.length > 0) {
    const message = `separate output heads in ${namesOf(separate)}; tied to the embeddings in ${namesOf(tied)}, whose embeddings stand in`
    findings.push(makeFinding('tied-mixed', { message }))
  }
  const lead = leadOf(config, donors)
  if (lead?.facts.config?.tiedEmbeddings && inputs.some(isUntied)) {
    const message = 'config.json says tie_word_embeddings, but a separate output head will be written'
    findings.push(makeFinding('tied-base-separate-head', { donor: lead.name, message }))
  }
  return findings
}

/** An output without a head of its own, whose embeddings come from where they are none. */
function withoutHead(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  [embeddings]: readonly TensorInputs[],
): readonly Finding[] {
  const apart = embeddings?.inputs.map((donor) => donors[donor]!).filter(isUntied) ?? []
  if (leadOf(config, donors)?.facts.config?.tiedEmbeddings !== true || apart.length === 0) return []
  const message = `the output has no head of its own, and the embeddings in its place are of ${namesOf(apart)}, where they are none`
  return [makeFinding('tied-head-apart', { message })]
}

/** A class that is known to have a head has lost it; any other, such as a classifier, may never have had one. */
function lacksHead(lacking: InspectedDonor): Finding {
  const { name: donor } = lacking
  const architecture = architectureOf(lacking)
  if (hasPlainLayout(architecture)) return makeFinding('donor-inconsistent', { donor, message: headless })
  const message = `${architecture ?? 'it'} has no output head, and its embeddings stand in for one`
  return makeFinding('donor-note', { donor, message })
}

/** Whether a donor's head is another matrix than its embeddings, by its config. */
const isUntied = (donor: InspectedDonor) => isSeparate(donor) && donor.facts.config?.tiedEmbeddings === false

/** As python/mergescope/merge/anatomy/ties.py has it, which also knows what a config says without saying it. */
function isLeftToTie(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  { inputs }: TensorInputs,
): boolean {
  return (
    leadOf(config, donors)?.facts.config?.tiedEmbeddings === true &&
    !donors.every(isSeparate) &&
    !inputs.some((donor) => isUntied(donors[donor]!))
  )
}

function leftOut(head: string, { name: donor, facts }: InspectedDonor): Finding {
  const isCopy = facts.weights?.headIsCopy
  const what = isCopy
    ? 'a copy of its embeddings'
    : `lost${isCopy === undefined ? ', unless it is a copy of its embeddings' : ''}`
  const message = `${head} is left out of the output, whose config.json ties it: this one is ${what}`
  return makeFinding(isCopy ? 'tied-head-copied' : 'tied-head-lost', { donor, message })
}
