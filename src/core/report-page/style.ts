/** The page's one style sheet: system fonts, light and dark, readable without colour. */
export const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --faint: #8a929c; --line: #d9dee3; --accent: #2f6feb; --warn: #c2410c; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e8eaed; --faint: #8a929c; --line: #343a40; --accent: #6ea0ff; --warn: #ff8a5c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none; }
a { color: var(--accent); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bad { color: var(--warn); font-weight: 600; }
small { color: inherit; opacity: .75; }
figure { margin: 0; } figure svg { width: 100%; height: auto; max-width: 900px; }
.scroll { overflow: auto; } .tall { max-height: 28rem; } .tall thead th { position: sticky; top: 0; background: var(--paper); }
.heat td { background: color-mix(in oklab, var(--accent) calc(var(--s, 0) * .55%), var(--paper)); min-width: 4.2rem; }
.heat th span { display: inline-block; max-width: 9rem; }
.heat tbody th { position: sticky; left: 0; background: var(--paper); white-space: nowrap; }
button { font: inherit; color: var(--accent); background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
button[aria-expanded="true"] { font-weight: 700; text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
input { font: inherit; padding: .2rem .5rem; }
pre { overflow: auto; padding: .75rem; border: 1px solid var(--line); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
`
