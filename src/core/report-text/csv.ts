import type { DonorVoice, ShareOfVoice } from '../contract/share-of-voice.ts'

const columns = [
  'level',
  'part',
  'donor',
  'norm',
  'share',
  'projection',
  'cosine',
  'kept_density',
  'kept_energy',
  'scale',
  'weight',
  'band',
] as const

/**
 * Text as one CSV field (RFC 4180). Names come from strangers: one that a spreadsheet would take for a
 * formula gets an apostrophe in front, as spreadsheets write it themselves.
 */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Every share of a run: one line for each donor in the model, each module, layer and tensor. */
export function reportCsv(voice: ShareOfVoice | null): string {
  const lines = [columns.join(',')]
  const add = (level: string, part: string, donor: DonorVoice, weight: number | null, band: string) => {
    const { norm, share, projection, cosine, keptDensity, keptEnergy, scale } = donor
    const numbers = [norm, share, projection, cosine, keptDensity, keptEnergy ?? null, scale ?? null, weight]
    const figures = numbers.map((value) => (value === null ? '' : String(value)))
    lines.push([level, csvText(part), csvText(donor.ref), ...figures, band].join(','))
  }
  for (const donor of voice?.donors ?? []) {
    const { projection = null, alignment = null, keptDensity = null } = donor
    add('model', '', { ...donor, projection, cosine: alignment, keptDensity }, donor.weight, donor.band)
  }
  const parts = [
    ...(voice?.modules ?? []).map(({ module, donors }) => ({ level: 'module', part: module, donors })),
    ...(voice?.layers ?? []).map(({ layer, donors }) => ({ level: 'layer', part: layer, donors })),
    ...(voice?.tensors ?? []).map(({ tensor, donors }) => ({ level: 'tensor', part: tensor, donors })),
  ]
  for (const { level, part, donors } of parts) for (const donor of donors) add(level, part, donor, null, '')
  return `${lines.join('\r\n')}\r\n`
}
