import { Box } from 'ink'
import type { ReactNode } from 'react'
import { clip, wrap } from '../../core/text/layout.ts'
import type { AppState } from '../state/app.ts'
import { whyNot } from '../state/keys/why-not.ts'
import { bindingsOf } from '../state/keys.ts'
import { type ScreenName, screenNames } from '../state/screen-name.ts'
import { KeyLines, keyLines, mostKeyLines } from './key-lines.tsx'
import { Lines, Typing } from './lines.tsx'
import { InSpace, type Space } from './space.tsx'
import { Text } from './text.tsx'

interface AppFrameProps {
  readonly state: AppState
  readonly children: (space: Space) => ReactNode
}

/** Columns in which the keys of every screen are one line. */
const withAllKeys = 190

/** What every screen has around it: the screens' names above, notice and keys below. */
export const AppFrame = (props: AppFrameProps) => (
  <InSpace>{(space) => <Framed {...props} space={space} />}</InSpace>
)

function Framed({ state, children, space: { columns, rows } }: AppFrameProps & { readonly space: Space }) {
  const keys = keyLines(bindingsOf(state), columns)
  // Also where one is enough now, so that nothing moves with the keys that there are.
  const footer = columns < withAllKeys && !state.help ? mostKeyLines : keys.length
  const airy = rows >= 22 && !state.help
  const notice = noticeLines(state, columns, rows < roomy ? 1 : mostNoticeLines)
  const field = state.question ? null : fieldOf(state)
  const isBoth = field !== null && state.notice !== null
  const inner = rows - 1 - notice.length - (isBoth ? 1 : 0) - footer - (airy ? 1 : 0)
  return (
    <Box flexDirection="column" width={columns} height={rows} overflowY="hidden">
      <Tabs state={state} columns={columns} />
      {airy && <Box height={1} flexShrink={0} />}
      <Box flexDirection="column" height={inner} flexShrink={0} overflowY="hidden">
        {/* What is too long is cut at its end; otherwise its lines would be shrunk into each other. */}
        <Box flexDirection="column" minHeight={inner} flexShrink={0}>
          {children({ columns, rows: inner })}
        </Box>
      </Box>
      {(field === null || isBoth) && <Notice state={state} lines={notice} columns={columns} />}
      {field && <Typing {...field} columns={columns} />}
      <Box flexDirection="column" height={footer} flexShrink={0}>
        <KeyLines lines={keys} />
      </Box>
    </Box>
  )
}

const titles: Readonly<Record<ScreenName, string>> = {
  home: 'Home',
  donors: 'Donors',
  recipe: 'Recipe',
  run: 'Run',
  result: 'Result',
}

/** Columns for all the titles; in fewer the other screens are numbers. */
const withTitles = 45

function Tabs({ state, columns }: { readonly state: AppState; readonly columns: number }) {
  const name = columns >= 70 ? 'mergescope  ' : ''
  return (
    <Text wrap="truncate">
      <Text bold>{name}</Text>
      {screenNames.map((screen, index) => {
        const here = state.screen === screen
        const title = here || columns >= withTitles ? `${index + 1} ${titles[screen]}` : `${index + 1}`
        const text = here ? `[${title}]` : ` ${title} `
        return (
          <Text key={screen} bold={here} dimColor={whyNot(state, screen) !== null}>
            {text}
          </Text>
        )
      })}
    </Text>
  )
}

function questionOf({ question, slip, file }: AppState): string {
  if (question === 'unsaved') return `The recipe is not saved in ${file}. Leave it?`
  if (question === 'slip') return `Back to the editor? ${slip?.problem ?? ''}`
  return question === null ? '' : questions[question]
}

const questions = {
  quit: 'A run is going on. Stop it and quit?',
  cancel: 'Cancel the run? What was begun is cleaned up.',
} as const

/** A question or an error may need more than one line: its end is often what to do. */
const mostNoticeLines = 3
/** Lines of a terminal that has room for that. */
const roomy = 18

/** What is asked or told; a blank line where nothing is. */
function noticeLines(state: AppState, columns: number, most: number): readonly string[] {
  const { question, notice, find } = state
  if (question) return wrap(`? ${questionOf(state)}`, columns, most)
  if (notice?.tone === 'error') return marked('!', notice.text, columns, most)
  if (notice) return marked('·', withShortWords(notice.text, Math.floor(columns * 0.6)), columns, most)
  return [find ? clip(`/ ${find.text}`, columns) : ' ']
}

/** The mark stands beside the first line, also where that is one long word. */
const marked = (mark: string, text: string, columns: number, most: number): readonly string[] =>
  wrap(text, columns - 2, most).map((line, at) => `${at === 0 ? mark : ' '} ${line}`)

/** A name that would leave no room for what is said of it is cut in its middle. */
const withShortWords = (text: string, columns: number): string =>
  text
    .split(' ')
    .map((word) => clip(word, columns, 'both'))
    .join(' ')

/** What is typed in below a screen; also while something is told, such as why it is refused. */
function fieldOf({ find, screen, result }: AppState) {
  if (screen === 'result' && result?.edit)
    return { label: 'weight: ', line: result.edit, placeholder: 'such as 0.05' }
  return find?.typing ? { label: '/ ', line: find.typing, placeholder: 'words that stand in it' } : null
}

interface NoticeProps {
  readonly state: AppState
  readonly lines: readonly string[]
  readonly columns: number
}

function Notice({ state: { question, notice }, lines, columns }: NoticeProps) {
  const tone = question || notice?.tone === 'error' ? 'warning' : 'dim'
  return <Lines lines={lines.map((text) => ({ text, tone }))} columns={columns} />
}
