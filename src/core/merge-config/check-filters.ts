import { quote } from '../json/quote.ts'
import { nearest } from './nearest.ts'
import { parameterBlocks } from './parameter-blocks.ts'
import type { Report } from './report.ts'
import type { MergeConfig, ParameterCase } from './types.ts'

/** Filters that come too late: mergekit takes the first entry that fits a tensor, whose name has the filter in it. */
export function checkFilterOrder(config: MergeConfig, report: Report): void {
  for (const [path, cases] of filtersOf(config))
    for (const [at, { filter }] of cases.entries()) {
      const earlier = cases
        .slice(0, at)
        .find((other) => other.filter === null || filter?.includes(other.filter))
      if (!earlier) continue
      const by = earlier.filter === null ? 'the entry without a filter' : quote(earlier.filter)
      const own = filter === null ? 'a second entry without a filter' : quote(filter)
      const message = `${path}[${at}]: ${own} is never reached: ${by} stands before it and fits first`
      report('parameter-without-effect', `${path}[${at}]`, message, 'put it before that one')
    }
}

/**
 * Filters that fit no tensor. They are no patterns: mergekit looks for their very text in each name.
 * @param namesOf those of all tensors of all donors, in their files and as transformers calls them; asked where there are filters
 */
export function checkFilterNames(
  config: MergeConfig,
  namesOf: () => ReadonlySet<string>,
  report: Report,
): void {
  const filters = [...filtersOf(config)]
  if (filters.length === 0) return
  const names = namesOf()
  const all = [...names].join('\n')
  const parts = new Set([...names].flatMap((name) => name.split('.').filter((part) => !/^\d+$/.test(part))))
  const meantBy = (filter: string) => {
    const plain = filter.replaceAll(/\.?[*^$]\.?|\\/g, '')
    return plain !== filter && plain !== '' && all.includes(plain) ? plain : nearest(filter, [...parts])
  }
  for (const [path, cases] of filters)
    for (const [at, { filter }] of cases.entries()) {
      if (filter === null || all.includes(filter) || usual.test(filter)) continue
      const meant = meantBy(filter)
      const message = `${path}[${at}]: no tensor has ${quote(filter)} in its name, so that its value is for none`
      const hint = meant
        ? `did you mean ${quote(meant)}?`
        : `parts of names here: ${[...parts].slice(0, 12).join(', ')}`
      report('parameter-without-effect', `${path}[${at}]`, message, hint)
    }
}

/** A head that is tied and a bias that a model does without are named in configs for many models. */
const usual = /lm_head|bias/

function* filtersOf(config: MergeConfig): Generator<[path: string, cases: readonly ParameterCase[]]> {
  for (const { path, parameters } of parameterBlocks(config))
    for (const [name, setting] of parameters)
      if (setting.kind === 'filters') yield [`${path}.${name}`, setting.cases]
}
