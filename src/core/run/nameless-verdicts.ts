import type { RunResult } from '../contract/run.ts'

/** Results of older versions begin what they say of a donor with its name; it is left out here. */
export function namelessVerdicts(result: RunResult): RunResult {
  const voice = result.shareOfVoice
  if (!voice) return result
  const donors = voice.donors.map((donor) => {
    const { ref, verdict } = donor
    const name = `${ref}: `
    if (!verdict?.sentence.startsWith(name)) return donor
    return { ...donor, verdict: { ...verdict, sentence: verdict.sentence.slice(name.length) } }
  })
  return { ...result, shareOfVoice: { ...voice, donors } }
}
