export type RendererKind = 'dashboard' | 'bars' | 'plain' | 'ndjson'

export interface RendererQuestion {
  readonly json: boolean
  /** False when `--no-tui` stands on the command line. */
  readonly tui: boolean
  readonly quiet: boolean
  readonly isTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How a job is shown: `--json` wins, then whatever the terminal can do. */
export function chooseRenderer(question: RendererQuestion): RendererKind {
  if (question.json) return 'ndjson'
  if (!question.isTerminal || question.quiet || question.env.TERM === 'dumb') return 'plain'
  return question.tui && question.env.INK_SCREEN_READER !== 'true' ? 'dashboard' : 'bars'
}
