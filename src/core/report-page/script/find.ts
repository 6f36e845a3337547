/** The search in the vocabulary table: in the names as they are, not as they are cut. */
export const find = `
const field = at('find')
if (field) {
  const rows = [...at('records').tBodies[0].rows].map((row) => ({ row, text: (row.cells[0].title + ' ' + row.textContent).toLowerCase() }))
  field.addEventListener('input', () => {
    const wanted = field.value.toLowerCase()
    let shown = 0
    for (const { row, text } of rows) {
      row.hidden = !text.includes(wanted)
      if (!row.hidden) shown += 1
    }
    at('found').textContent = shown + (shown === 1 ? ' record' : ' records')
  })
}
`
