import type { OutputCheck } from '../contract/verify.ts'

/** What reading the values comes to, which the merge has judged while it wrote them. */
export const isOfValues = ({ code }: OutputCheck): boolean => code.startsWith('values-')

/**
 * What the checks of a folder come to where the run that filled it had its verdict, and did not fail it: that run knew plan
 * and donors. What it told as a warning in the same words stays one, and values that are still those it wrote are what it
 * wanted.
 * @param recorded the checks of that run
 * @param sameValues whether the files of the weights are still the ones that it wrote
 */
export function asRecorded(
  checks: readonly OutputCheck[],
  recorded: readonly OutputCheck[],
  sameValues: boolean,
): readonly OutputCheck[] {
  return checks.map((check) => {
    if (check.status !== 'fail') return check
    const told = recorded.find((other) => isSameFault(other, check))
    if (told) return told
    if (!sameValues || !isOfValues(check)) return check
    const message = `${check.message}; the merge wrote it like that, and its own checks found nothing against it`
    return { ...check, status: 'warn', message }
  })
}

/** A warning goes on with the reason why it is no more than that. */
const isSameFault = (told: OutputCheck, { code, tensor, message }: OutputCheck): boolean =>
  told.status === 'warn' && told.code === code && told.tensor === tensor && told.message.startsWith(message)
