import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { voiceTable } from './markdown.ts'

/** Where the merge leaves room in README.md: it writes the card before the shares are known. */
const marker = '<!-- mergescope: share of voice -->\n'

/**
 * The model card with the shares in their place; without shares the place goes, without a place the card stays
 * as it is. Donors that are no Hub ids appear by the last part of their path: a card is for everybody.
 */
export function fillModelCard(card: string, voice: ShareOfVoice | null): string {
  const section = voice && `${['## Share of voice', ...voiceTable(voice, publicName)].join('\n\n')}\n\n`
  return card.replace(marker, () => section ?? '')
}

function publicName(ref: string): string {
  if (/^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/.test(ref)) return ref
  return ref.split(/[\\/]/).findLast((part) => part !== '') ?? ref
}
