import { colours } from './colours.ts'
import { heat } from './heat.ts'
import { paper } from './paper.ts'
import { telephone } from './telephone.ts'

const text = `
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: clamp(1.15rem, 5vw, 1.5rem); margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
ul { padding-left: 1.4rem; }
p, li { max-width: 95ch; overflow-wrap: anywhere; }
#headline { border-left: .4rem solid var(--good); background: var(--raised); padding: .75rem 1rem; }
#headline p { margin: .2rem 0; }
#headline .word { font-size: 1.15rem; }
#headline.tone-good b { color: var(--good); }
#headline.tone-doubtful { border-color: var(--h5); }
#headline.tone-bad { border-color: var(--warn); } #headline.tone-bad b, .bad { color: var(--warn); }
.bad { font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none; }
a { color: var(--accent); }
code, pre { font: .9em/1.45 ui-monospace, monospace; }
pre { overflow: auto; padding: .75rem; border: 1px solid var(--line); max-height: 28rem; }
button, select, input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--faint); border-radius: .3rem; padding: .2rem .6rem; max-width: 100%; }
button { cursor: pointer; }
label { display: inline-block; max-width: 100%; margin-right: 1rem; }
summary { cursor: pointer; }
details { margin: .75rem 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:root:not(.js) .needs-script { display: none; }
figure { margin: 0; } figure svg { display: block; width: 100%; height: auto; max-width: 900px; }
.narrow { display: none; }
#tip { position: fixed; z-index: 9; max-width: min(26rem, 94vw); padding: .35rem .6rem; border-radius: .3rem; background: var(--ink); color: var(--paper); font-size: .85rem; white-space: pre-line; overflow-wrap: anywhere; pointer-events: none; }
`

const tables = `
.scroll { overflow: auto; max-height: min(42rem, 85vh); border: 1px solid var(--line); border-radius: .3rem; position: relative; }
table { border-collapse: separate; border-spacing: 0; width: 100%; }
caption { text-align: left; padding: .4rem .6rem; color: var(--soft); overflow-wrap: anywhere; }
th, td { text-align: left; padding: .3rem .45rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
tbody th { font-weight: 500; white-space: nowrap; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--raised); white-space: nowrap; }
.sortable thead th { padding: 0; }
.sortable thead button { width: 100%; text-align: inherit; font-weight: 600; background: none; border: 0; border-radius: 0; padding: .3rem .45rem; white-space: nowrap; }
.sortable thead button::after { content: '\\2195'; color: var(--soft); font-weight: 400; font-size: .8em; }
.sortable [aria-sort="ascending"] button::after { content: '\\2191'; color: inherit; }
.sortable [aria-sort="descending"] button::after { content: '\\2193'; color: inherit; }
tbody th button { border: 0; padding: 0; color: var(--accent); text-align: left; background: none; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.whole { white-space: nowrap; }
#what-if td { vertical-align: middle; }
#what-if .weight { white-space: nowrap; min-width: 12rem; }
#what-if .weight input { width: 9rem; vertical-align: middle; padding: 0; border: 0; }
#what-if .changed .then { font-weight: 700; color: var(--accent); }
#what-if .bar { height: .8rem; background: var(--accent); min-width: 1px; }
td.wide-only { width: 30%; min-width: 8rem; }
#drill > div { margin-bottom: 1rem; }
`

/** The page's one style sheet: system fonts, light and dark, paper, telephones, readable without colour. */
export const style = [colours, text, tables, heat, telephone, paper].join('')
