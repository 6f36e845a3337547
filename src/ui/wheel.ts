/** The wheel of the mouse, for as long as the screens have the terminal. */
export interface Wheel {
  readonly take: () => void
  readonly give: () => void
}

const [buttons, coordinates, alternateScroll] = [1000, 1006, 1007]

/**
 * Terminals translate the wheel into arrow keys on their alternate screen when asked, and text can still be selected. tmux
 * does not: it tells of the wheel only where it may tell of all buttons, and there text is selected with shift.
 */
export function wheelOf(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Wheel {
  const modes = env.TMUX ? [buttons, coordinates] : [alternateScroll]
  const write = (end: 'h' | 'l') => void stdout.write(modes.map((mode) => `\u001b[?${mode}${end}`).join(''))
  const read = stdin.read
  const give = () => {
    process.off('exit', give)
    stdin.read = read
    write('l')
  }
  return {
    take: () => {
      // Also where nobody is left who could give it back.
      process.on('exit', give)
      const asKeys = wheelAsKeys()
      stdin.read = (size) => {
        const chunk: unknown = read.call(stdin, size)
        return typeof chunk === 'string' ? asKeys(chunk) : chunk
      }
      write('h')
    },
    give,
  }
}

/** How far lists go at a time. */
const linesOfWheel = 3

/** What comes from the terminal, with turns of the wheel in it as arrow keys, whether it was asked for them or not. */
export function wheelAsKeys(): (chunk: string) => string {
  let begun = ''
  return (chunk) => {
    const all = begun + chunk
    begun = /\u001b\[<[\d;]*$/.exec(all)?.[0] ?? ''
    const whole = all.slice(0, all.length - begun.length)
    return whole.replace(/\u001b\[<(\d+);\d+;\d+[Mm]/g, (_, button) => keysOf(Number(button)))
  }
}

/** Shift, meta and control are bits of the button's number. A click is no key. */
const keysOf = (button: number): string =>
  ({ 64: '\u001b[A', 65: '\u001b[B' })[button & ~28]?.repeat(linesOfWheel) ?? ''
