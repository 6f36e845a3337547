import { Box } from 'ink'
import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import { bar, cell } from '../../core/text/layout.ts'
import { donorProfile } from '../../core/view/donor-profile.ts'
import { Line, ruled } from './lines.tsx'
import { Text } from './text.tsx'

interface DonorProfileLinesProps {
  readonly voice: ShareOfVoice
  readonly donor: string
  readonly columns: number
  readonly lines: number
}

/** Where the donor under the cursor is heard, on a terminal that has room for it. */
export function DonorProfileLines({ voice, donor, columns, lines }: DonorProfileLinesProps) {
  const profile = donorProfile(voice, donor, columns - 50)
  const shown = profile.modules.slice(0, Math.max(0, lines - 3))
  const most = largestOf(
    shown.map(({ share }) => share),
    0,
  )
  const name = largestOf(
    shown.map(({ module }) => module.length),
    6,
  )
  const width = Math.min(40, Math.max(4, columns - name - 14))
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Line columns={columns} tone="dim">
        {ruled(`where ${donor} is heard`, columns)}
      </Line>
      <Text wrap="truncate">
        {`${cell('layers', name)}  `}
        <Text color="cyan">{profile.layers}</Text>
        {`  ${profile.range}`}
      </Text>
      {shown.map(({ module, share, text }) => (
        <Text key={module} wrap="truncate">
          {`${cell(module, name)}  `}
          <Text color="cyan">{bar(most > 0 ? share / most : 0, width).padEnd(width)}</Text>
          {`  ${text.padStart(7)}`}
        </Text>
      ))}
    </Box>
  )
}
