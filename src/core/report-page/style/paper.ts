/** What is printed. */
export const paper = `
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
