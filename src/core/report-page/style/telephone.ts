/** Nothing on a telephone is scrolled sideways: rows of tables are cards below buttons that sort them, grids get narrow. */
const cards = `
:root.js .sortable, :root.js .sortable tbody { display: block; }
:root.js .sortable thead { display: block; } :root.js .sortable thead tr { display: flex; flex-wrap: wrap; background: var(--raised); border-bottom: 1px solid var(--line); }
:root.js .sortable thead th { position: static; border: 0; }
:root.js .sortable tbody tr:not([hidden]) { display: flex; flex-wrap: wrap; gap: .1rem .5rem; padding: .35rem .4rem; border-bottom: 1px solid var(--line); }
:root.js .sortable tbody th { flex: 1 0 100%; order: -1; position: static; max-width: none; padding: 0; border: 0; font-weight: 600; }
:root.js .sortable td { flex: 0 1 auto; padding: 0 .15rem; border: 0; text-align: left; overflow-wrap: anywhere; }
:root.js .sortable td.n, :root.js .sortable td.whole { flex: 0 0 calc(50% - .3rem); display: flex; justify-content: space-between; }
:root.js .sortable caption { display: block; }
:root.js .sortable td::before { content: attr(data-label) '\\00a0'; color: inherit; opacity: .75; font-weight: 400; }
`

const grids = `
.heat { table-layout: fixed; width: 100%; min-width: 0; }
.heat thead th:first-child, .heat tbody th { width: 6.5rem; min-width: 0; max-width: none; white-space: normal; overflow-wrap: anywhere; font-size: 12px; line-height: 1.25; padding-right: .3rem; }
.heat td { min-width: 0; overflow: hidden; font-size: 9px; border-width: .5px; } .heat thead th { padding: 0; overflow: hidden; }
.heat:has(thead th:nth-child(14)) td { font-size: 0; }
.heat:has(thead th:nth-child(26)) thead th:not(:first-child) { font-size: 0; }
.heat:has(thead th:nth-child(26)) thead th:not(.tall):nth-child(10n+2) { font-size: 10px; overflow: visible; white-space: nowrap; z-index: 3; background: none; text-align: left; }
#similarity .heat:has(thead th:nth-child(26)) thead th:not(:first-child) { font-size: 0; }
#what-if .weight { white-space: normal; min-width: 0; } #what-if .weight input { width: 5.5rem; }
`

export const telephone = `
@media (max-width: 640px) {
  body { padding: 1rem .75rem; }
  .wide { display: none; } .narrow { display: block; }
  .wide-only { display: none; }
  dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; }
  table { font-size: 13px; } th, td { padding: .25rem .4rem; } .sortable thead button { padding: .25rem .4rem; }
  tbody th { min-width: 5.5rem; max-width: 12rem; white-space: normal; overflow-wrap: anywhere; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .legend span { font-size: 0; min-height: 1.4rem; } .legend span:first-child, .legend span:nth-child(6) { font-size: 10px; overflow: visible; }
}
@media screen and (max-width: 640px) {${cards}${grids}}
`
