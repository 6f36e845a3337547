import type { AuditResult } from '../contract/audit.ts'
import type { InspectResult } from '../contract/inspect.ts'
import type { GhostTokens, SoleTokens } from './verdict.ts'

/** Which donor lacks which of its own tokens, from the headers and from what the merge logged. */
export function ghostTokens(
  inspect: Pick<InspectResult, 'donors'> | null,
  audit: Pick<AuditResult, 'models'> | null,
): GhostTokens {
  const byModel = new Map<string, Set<string>>()
  const note = (ref: string, tokens: readonly string[]) => {
    const known = byModel.get(ref) ?? new Set()
    for (const token of tokens) known.add(token)
    if (known.size > 0) byModel.set(ref, known)
  }
  for (const { ref, ghosts } of inspect?.donors ?? [])
    note(
      ref,
      ghosts.map(({ token }) => token),
    )
  for (const { model, tokens } of audit?.models ?? []) note(model, tokens)
  return new Map([...byModel].map(([ref, tokens]) => [ref, [...tokens]]))
}

/** How many rows of the output each donor alone holds, where the headers told. */
export function soleTokens(inspect: Pick<InspectResult, 'donors'> | null): SoleTokens {
  return new Map(
    (inspect?.donors ?? []).flatMap(({ ref, soleTokens: count }) =>
      count === undefined ? [] : [[ref, count] as const],
    ),
  )
}
