import type { Finding } from '../../core/contract/common.ts'
import { MergescopeError } from '../../core/errors.ts'
import { type FindingCode, findingCodes } from '../../core/findings/codes.ts'
import { makeFinding } from '../../core/findings/make.ts'
import type { DonorOptions } from '../../core/model/facts.ts'
import type { ModelFile, ModelFiles } from '../../core/model-files.ts'

/** What the readers of one donor's files share: the files, the options, and where findings go. */
export interface DonorContext {
  readonly files: ModelFiles
  readonly listing: ReadonlyMap<string, ModelFile>
  readonly options: DonorOptions
  /** A file that another one names; from then on it is in the listing. */
  find(path: string): Promise<ModelFile | null>
  /** Takes note of something; the table's hint stands unless another is given. */
  note(code: FindingCode, message: string, hint?: string | null): void
  /** What was thrown as a finding, when it is about a file of the donor; anything else is thrown again. */
  noteError(code: FindingCode, thrown: unknown): void
}

export async function openContext(
  files: ModelFiles,
  options: DonorOptions,
): Promise<{ context: DonorContext; findings: readonly Finding[] }> {
  const findings: Finding[] = []
  const note: DonorContext['note'] = (code, message, hint) => {
    findings.push(makeFinding(code, { donor: files.ref, message, ...(hint !== undefined && { hint }) }))
  }
  const listed = await files.list()
  const listing = new Map(listed.filter((file) => !isAway(file)).map((file) => [file.path, file]))
  const context: DonorContext = {
    files,
    listing,
    options,
    async find(path) {
      const file = listing.get(path) ?? (await files.find(path))
      if (file) listing.set(path, file)
      return file
    },
    note,
    noteError(code, thrown) {
      const isOurs =
        thrown instanceof MergescopeError && ['safetensors-invalid', 'file-unreadable'].includes(thrown.code)
      if (!isOurs) throw thrown
      const ends = thrown.code === 'file-unreadable' && findingCodes[code].severity === 'error'
      note(ends ? 'donor-unreadable' : code, thrown.message, thrown.hint)
    },
  }
  for (const { path, refused } of listed.filter(isAway))
    note('donor-note', `${path} ${refused}: it counts as missing`, 'remove it, or put a file in its place')
  return { context, findings }
}

/**
 * Links to nothing and folders are files that are not there, to transformers too. Weights are named by them, and a
 * folder for the index, which mergekit opens.
 */
const isAway = ({ path, leadsNowhere, isFolder }: ModelFile): boolean =>
  (leadsNowhere === true && !weights.test(path)) ||
  (isFolder === true && !weights.test(path) && !path.endsWith('.safetensors.index.json'))

const weights = /\.(safetensors|bin|pt)$/
