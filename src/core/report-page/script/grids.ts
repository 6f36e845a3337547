/** Arrow keys in a grid: one of its cells is in the order of Tab, the others are reached from there. */
export const grids = `
const moves = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], PageDown: [10, 0], PageUp: [-10, 0], Home: [0, -1e6], End: [0, 1e6] }
const limited = (value, least, most) => Math.min(Math.max(value, least), most)
for (const grid of document.querySelectorAll('table.heat')) {
  const first = grid.querySelector('tbody td')
  if (first) first.tabIndex = 0
  grid.addEventListener('focusin', ({ target }) => {
    for (const other of grid.querySelectorAll('td[tabindex="0"]')) other.tabIndex = -1
    if (target.tagName === 'TD') target.tabIndex = 0
  })
  grid.addEventListener('keydown', (event) => {
    const move = moves[event.key]
    const cell = event.target.closest('td')
    if (!move || !cell) return
    event.preventDefault()
    const rows = grid.tBodies[0].rows
    const row = rows[limited(cell.parentElement.sectionRowIndex + move[0], 0, rows.length - 1)]
    row.cells[limited(cell.cellIndex + move[1], 1, row.cells.length - 1)].focus()
  })
}
`
