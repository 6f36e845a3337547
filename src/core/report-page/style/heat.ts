/** Grids of colours and their scale. */
export const heat = `
.heat { width: auto; min-width: 100%; }
.heat th, .heat td { border: 0; padding: .1rem .2rem; }
.heat td { min-width: 1.4rem; padding: .1rem 0; text-align: center; font: 11px/1.6 ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums; cursor: pointer; border: 1px solid var(--paper); }
.heat td:focus-visible { outline: 3px solid var(--ink); outline-offset: -1px; position: relative; z-index: 1; }
.heat thead th { text-align: center; font-size: 11px; font-weight: 500; padding: .2rem; vertical-align: bottom; }
.heat tbody th, .heat thead th:first-child { width: 1%; }
.heat thead th:first-child { text-align: left; left: 0; z-index: 3; }
.heat thead th.tall span, #similarity thead th:not(:first-child) span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 9rem; }
.heat tbody th { position: sticky; left: 0; z-index: 1; background: var(--raised); white-space: nowrap; font-size: 13px; padding-right: .6rem; }
.hx { background: var(--raised); color: var(--soft); } .same { background: var(--raised); color: var(--soft); }
.legend:not([hidden]) { display: flex; align-items: stretch; margin: .5rem 0; font-size: 11px; max-width: 44rem; }
#heat-about { color: var(--soft); }
.legend span { flex: 1; min-width: 0; padding: .15rem .25rem; white-space: nowrap; overflow: hidden; }
.legend b { padding: .15rem .35rem; white-space: nowrap; font-weight: 600; }
`
