import { Text as InkText, type TextProps } from 'ink'
import { Children } from 'react'
import { printable } from '../../core/text/printable.ts'

/** Text on a screen of ours. Nothing in it moves the cursor or changes colours: those are properties. */
export function Text({ children, ...looks }: TextProps) {
  return (
    <InkText {...looks}>
      {Children.map(children, (child) => (typeof child === 'string' ? printable(child) : child))}
    </InkText>
  )
}
