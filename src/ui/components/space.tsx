import { Box, useIsScreenReaderEnabled, useWindowSize } from 'ink'
import type { ReactNode } from 'react'
import { wrap } from '../../core/text/layout.ts'
import { Lines } from './lines.tsx'

/** Lines and columns that a screen may fill. */
export interface Space {
  readonly columns: number
  readonly rows: number
}

/** The smallest terminal on which a list with a cursor, its title and its keys can be read. */
const leastForScreens: Space = { columns: 40, rows: 10 }
const widest = 220

interface InSpaceProps {
  readonly least?: Space
  readonly children: (space: Space) => ReactNode
}

/**
 * The terminal as screens use it, a column and a line of it left free, so that nothing ever scrolls. One that is too small
 * for them shows what they need instead.
 */
export function InSpace({ least = leastForScreens, children }: InSpaceProps) {
  const size = useWindowSize()
  const isAloud = useIsScreenReaderEnabled()
  const columns = Math.min(widest, Math.max(1, size.columns - 1))
  const rows = Math.max(1, size.rows - 1)
  if (isAloud || (size.columns >= least.columns && size.rows >= least.rows))
    return children({ columns, rows })
  const lines = wrap(sentence(size, least), columns, rows)
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Lines lines={lines.map((text) => ({ text }))} columns={columns} />
    </Box>
  )
}

const sentence = ({ columns, rows }: Space, least: Space): string =>
  `mergescope needs ${least.columns} × ${least.rows}, this is ${columns} × ${rows}`
