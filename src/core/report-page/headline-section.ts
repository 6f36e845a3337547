import type { RunResult } from '../contract/run.ts'
import { headlineOf } from '../view/headline.ts'
import { html, type Markup } from './html.ts'

/** What comes first: the verdict in a word, and three sentences. */
export function headline(result: RunResult): Markup {
  const { tone, sentences } = headlineOf(result)
  return html`<div id="headline" class="tone-${tone}"><p class="word">Verdict: <b>${result.verdict}</b></p>
${sentences.map((sentence) => html`<p>${sentence}</p>`)}</div>`
}
