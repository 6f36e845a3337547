/** On a telephone each row of a table is a card, and its cells say what their columns are. */
export const cards = `
const isNarrow = matchMedia('(max-width: 640px)')
const nameCells = () => {
  if (!isNarrow.matches) return
  for (const table of document.querySelectorAll('table.sortable')) {
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent)
    for (const cell of table.querySelectorAll('td:not([data-label])')) cell.dataset.label = heads[cell.cellIndex]
  }
}
nameCells()
isNarrow.addEventListener('change', nameCells)
if (at('drill')) new MutationObserver(nameCells).observe(at('drill'), { childList: true, subtree: true })
`
