import type { Key } from 'ink'

const special = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[]

/** What was pressed, one name a key. Fast typing arrives as one text, with breaks where Enter was pressed. */
export function keyNames(input: string, key: Key): readonly string[] {
  if (key.eventType === 'release') return []
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab']
  const entry = special.find(([name]) => key[name])
  if (entry) return [entry[1]]
  if (key.ctrl) return [`ctrl+${input}`]
  if (key.meta) return []
  return [...input].flatMap((char) => {
    if (char === '\r' || char === '\n') return ['enter']
    if (char === '\t') return ['tab']
    return /\p{Cc}/u.test(char) ? [] : [char]
  })
}
