/** A click on a heading sorts its table: figures from the largest, texts from A, and the other way round at the next. */
export const sort = `
const figureOf = (cell) => cell.dataset.value === undefined ? null : cell.dataset.value === '' ? NaN : Number(cell.dataset.value)
const compare = (left, right, sign) => {
  const [a, b] = [figureOf(left), figureOf(right)]
  if (a === null || b === null) return sign * left.textContent.localeCompare(right.textContent, 'en', { numeric: true })
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b)
  return sign * (a - b)
}
document.addEventListener('click', ({ target }) => {
  const head = target.closest?.('table.sortable thead th')
  if (!head) return
  const table = head.closest('table')
  const column = head.cellIndex
  const before = head.getAttribute('aria-sort')
  const down = before === 'none' ? head.classList.contains('n') : before === 'ascending'
  for (const other of table.tHead.rows[0].cells) other.setAttribute('aria-sort', 'none')
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending')
  const rows = [...table.tBodies[0].rows]
  rows.sort((left, right) => compare(left.cells[column], right.cells[column], down ? -1 : 1))
  table.tBodies[0].append(...rows)
})
`
