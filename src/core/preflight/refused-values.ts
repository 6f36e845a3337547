import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { ConfigFacts, DonorFacts } from '../model/facts.ts'
import { type ConfigFault, written } from '../model/field-values.ts'
import { isTabled, seriesOf, type Transformers, transformersName } from '../transformers.ts'

/**
 * What the transformers of a merge refuses about a donor's config.json: an error where that is certain, a warning
 * where it is another version than our tables are of, or where nobody knows which one it will be.
 */
export function refusedValues(
  donor: string,
  { config }: Pick<DonorFacts, 'config'>,
  transformers: Transformers,
): readonly Finding[] {
  if (!config) return []
  const { version, modelTypes } = transformers
  const unheardOf = unheardOfType(config, transformers)
  const doubt =
    version === null
      ? 'it is not known which transformers will read it'
      : `whether ${transformersName(transformers)} takes it is not known`
  return [...unheardOf, ...(config.faults?.[seriesOf(transformers)] ?? [])].flatMap(
    ({ message, shared, unknownType }) => {
      if (unknownType !== undefined && modelTypes?.has(unknownType)) return []
      const isCertain =
        isTabled(transformers) || (unknownType === undefined ? shared === true : modelTypes !== null)
      return isCertain
        ? makeFinding('config-json-value', {
            donor,
            message: `config.json: ${message}`,
            ...(unknownType !== undefined && {
              hint: 'correct it, or use a version of transformers that knows it',
            }),
          })
        : makeFinding('config-json-doubtful', { donor, message: `config.json: ${message}; ${doubt}` })
    },
  )
}

/** A type that our tables have and this transformers has not. */
function unheardOfType(config: ConfigFacts, transformers: Transformers): readonly ConfigFault[] {
  const { modelType, runsCode } = config
  const faults = config.faults?.[seriesOf(transformers)]
  const isKnown = !transformers.modelTypes || modelType === null || transformers.modelTypes.has(modelType)
  if (isKnown || runsCode || faults?.some(({ unknownType }) => unknownType === modelType)) return []
  const message = `model_type must be one that ${transformersName(transformers)} knows, not ${written(modelType)}`
  return [{ message, raises: 'ValueError', shared: true }]
}
