/** Telephones and paper. */
export const paper = `
@media (max-width: 640px) {
  body { padding: 1rem .75rem; }
  .wide { display: none; } .narrow { display: block; }
  .wide-only { display: none; }
  dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; }
  table { font-size: 13px; } th, td { padding: .25rem .4rem; } .sortable thead button { padding: .25rem .4rem; }
  tbody th { min-width: 7.5rem; max-width: 12rem; white-space: normal; overflow-wrap: anywhere; }
  .sortable tbody th { position: sticky; left: 0; z-index: 1; background: var(--paper); min-width: 5.5rem; max-width: 7.5rem; }
  .heat tbody th { max-width: 9rem; white-space: normal; font-size: 12px; line-height: 1.25; min-width: 7rem; }
  #what-if .weight { white-space: normal; min-width: 5.5rem; } #what-if .weight input { width: 5.5rem; }
  .legend span { font-size: 0; min-height: 1.4rem; } .legend span:first-child, .legend span:nth-child(6) { font-size: 10px; overflow: visible; }
}
@media print {
  @page { margin: 12mm; }
  body { max-width: none; padding: 0; font-size: 11px; }
  nav, .needs-script, #tip { display: none !important; }
  .scroll { max-height: none; overflow: visible; border: 0; }
  thead th, .heat tbody th, .heat thead th:first-child { position: static; }
  table { font-size: 9px; } tbody th { white-space: normal; overflow-wrap: anywhere; } .n { white-space: normal; }
  th, td { padding: .15rem .3rem; } .sortable thead button { padding: .15rem .3rem; } .sortable thead button::after { content: none; }
  .heat { table-layout: fixed; width: 100%; min-width: 0; } .heat th:first-child { width: 9.5rem; } .heat tbody th { font-size: 7px; line-height: 1.3; padding: 0 .2rem; max-width: none; min-width: 0; }
  .heat td { min-width: 0; padding: 0; font-size: 6.5px; overflow: hidden; border-width: .5px; } .heat thead th { font-size: 6.5px; padding: 0; overflow: hidden; }
  .heat td, .legend span, figure { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, figure, .legend, details table { break-inside: avoid; } h2, h3 { break-after: avoid; }
  pre { white-space: pre-wrap; max-height: none; overflow-wrap: anywhere; }
}
`
