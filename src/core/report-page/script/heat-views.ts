/** The other sides of layers × kinds × donors: a kind's donors by layers, or a donor's kinds by layers. */
export const heatViews = `
const heat = at('heat')
if (heat) {
  const body = heat.tBodies[0]
  const paint = (cell, place) => {
    const [text, short, step] = data.texts[place]
    cell.className = 'h' + (step ?? 'x')
    cell.textContent = short
    cell.dataset.text = text
  }
  const rowOf = (head, places, side) => {
    const row = add(body, 'tr', null, side)
    if (typeof head === 'number') addName(row, head)
    else add(row, 'th', head, { scope: 'row' })
    for (const place of places) paint(add(row, 'td', null, { tabindex: '-1' }), place)
  }
  const draw = () => {
    const [side, number] = at('heat-view').value.split(' ')
    const chosen = Number(number)
    heat.tHead.rows[0].cells[0].textContent = side === 'kind' ? 'donor' : 'kind'
    body.replaceChildren()
    if (side === 'kind') data.levels[chosen].forEach((places, donor) => rowOf(donor, places, { 'data-donor': donor, 'data-kind': chosen - 1 }))
    else ['all kinds', ...data.kinds].forEach((kind, level) => rowOf(kind, data.levels[level][chosen], { 'data-donor': chosen, 'data-kind': level - 1 }))
    const first = body.querySelector('td')
    if (first) first.tabIndex = 0
  }
  at('heat-view').addEventListener('change', draw)
  draw()
}
`
