import { percent } from '../../text/figures.ts'
import { roundedTo } from '../../text/rounded.ts'
import { sharesOf } from '../../view/weight-sliders.ts'
import { cards } from './cards.ts'
import { drillDown } from './drill-down.ts'
import { find } from './find.ts'
import { grids } from './grids.ts'
import { heatViews } from './heat-views.ts'
import { paper } from './paper.ts'
import { sort } from './sort.ts'
import { tips } from './tips.ts'
import { whatIf } from './what-if.ts'

/** What every part uses. Names are written as text only, never as markup, so nothing in one can become an element. */
const common = `
document.documentElement.classList.add('js')
const data = JSON.parse(document.getElementById('data').textContent)
const at = (id) => document.getElementById(id)
const add = (parent, tag, text, attributes = {}) => {
  const element = parent.appendChild(document.createElement(tag))
  if (text !== null) element.textContent = text
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}
const addName = (parent, donor) => {
  const title = data.titles[donor]
  const whole = title === data.names[donor] ? {} : { title, 'aria-label': title }
  return add(parent, 'th', data.names[donor], { scope: 'row', ...whole })
}
const __name = (named) => named
${percent}
${roundedTo}
${sharesOf}
`

/** What runs in the reader's browser. Figures come as texts, or from the very functions that made those. */
export const script = [
  common,
  ...[sort, tips, grids, heatViews, drillDown, whatIf, find, cards, paper].map((part) => `{${part}}`),
].join('\n')
