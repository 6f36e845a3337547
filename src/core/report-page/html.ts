/** Markup that is safe to put into a page as it is. Made by `html` only. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Value = string | number | null | undefined | false | Markup | readonly Value[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text in which unpaired surrogates and what controls its direction or a terminal can be seen. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
      (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`,
    )
}

/** Text as it may stand in an element or a quoted attribute. */
export const escapeHtml = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (char) => escapes[char]!)

function render(value: Value): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Markup) return value.text
  return Array.isArray(value) ? value.map(render).join('') : escapeHtml(String(value))
}

/** A template whose values are escaped unless they are Markup themselves; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(parts.map((part, at) => part + (at < values.length ? render(values[at]) : '')).join(''))
}

/** A name that breaks behind its separators where it is too long for a line, and not in the middle of a word. */
export const breakable = (name: string): Markup =>
  html`${name.split(/(?<=[/\\_:.-])/u).flatMap((part, at) => (at === 0 ? [part] : [new Markup('<wbr>'), part]))}`

/** A value as JSON inside a script element: nothing in it can end the element or start a comment. */
export function jsonScript(id: string, value: unknown): Markup {
  const json = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return new Markup(`<script type="application/json" id="${id}">${json}</script>`)
}
