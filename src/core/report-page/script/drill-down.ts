/** The tensors of a part, and all donors of one of them. */
export const drillDown = `
const heat = at('heat')
if (heat) {
  const makeTable = (parent, label, heads) => {
    const scroll = add(parent, 'div', null, { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': label })
    const table = add(scroll, 'table', null, { class: 'sortable' })
    add(table, 'caption', label)
    const row = add(add(table, 'thead', null), 'tr', null)
    heads.forEach((head, place) => add(add(row, 'th', null, { scope: 'col', 'aria-sort': 'none', ...(place > 0 && head !== 'loudest here' && { class: 'n' }) }), 'button', head, { type: 'button' }))
    return add(table, 'tbody', null)
  }
  const figureCell = (row, text) => {
    const value = String(text).startsWith('<') ? 0.01 : parseFloat(text)
    return add(row, 'td', text, { class: 'n', 'data-value': Number.isNaN(value) ? '' : value })
  }
  const shareCell = (row, place) => {
    const cell = figureCell(row, data.texts[place][0])
    cell.classList.add(data.texts[place][2])
  }
  const openTensor = (tensor) => {
    const [name, , , shares, norms, projections, cosines, kept] = tensor
    const box = at('drill-donors')
    box.replaceChildren()
    const body = makeTable(box, 'All donors in ' + name, ['donor', 'share', 'norm', 'projection', 'cosine', ...(kept.length ? ['kept'] : [])])
    data.titles.forEach((_, donor) => {
      const row = add(body, 'tr', null)
      addName(row, donor)
      shareCell(row, shares[donor])
      figureCell(row, norms[donor])
      figureCell(row, data.texts[projections[donor]][0])
      figureCell(row, cosines[donor])
      if (kept.length) figureCell(row, data.texts[kept[donor]][0])
    })
  }
  const loudestIn = (shares) => {
    const figures = shares.map((place) => parseFloat(data.texts[place][0].replace('<', '')) || 0)
    return figures.indexOf(Math.max.apply(null, figures))
  }
  const openPart = (kind = -1) => {
    const part = Number(at('drill-part').value)
    const donor = Number(at('drill-donor').value)
    const box = at('drill-tensors')
    box.replaceChildren()
    at('drill-donors').replaceChildren()
    if (data.left) return void add(box, 'p', '' + data.left + ' tensors are too many for this page; run.json has their figures.')
    const title = part < 0 ? 'outside of the layers' : data.parts[part]
    const tensors = data.tensors.filter((tensor) => tensor[1] === part && (kind < 0 || tensor[2] === kind))
    const body = makeTable(box, tensors.length + (tensors.length === 1 ? ' tensor, ' : ' tensors, ') + title + ', ' + data.titles[donor], ['tensor', 'share', 'norm', 'cosine', 'loudest here', 'its share'])
    for (const tensor of tensors) {
      const row = add(body, 'tr', null)
      add(add(row, 'th', null, { scope: 'row' }), 'button', tensor[0], { type: 'button' }).addEventListener('click', () => openTensor(tensor))
      shareCell(row, tensor[3][donor])
      figureCell(row, tensor[4][donor])
      figureCell(row, tensor[6][donor])
      const loudest = loudestIn(tensor[3])
      add(row, 'td', data.names[loudest], { title: data.titles[loudest] })
      shareCell(row, tensor[3][loudest])
    }
    if (tensors.length === 1) openTensor(tensors[0])
  }
  at('drill-donor').value = data.loudest
  for (const id of ['drill-part', 'drill-donor']) at(id).addEventListener('change', () => at('drill-part').value && openPart())
  const openCell = (cell) => {
    const { donor, kind } = cell.parentElement.dataset
    at('drill-part').value = cell.cellIndex - 1
    at('drill-donor').value = donor
    openPart(Number(kind))
    at('drill').scrollIntoView({ block: 'nearest' })
  }
  heat.addEventListener('click', ({ target }) => target.tagName === 'TD' && openCell(target))
  heat.addEventListener('keydown', (event) => {
    if ((event.key !== 'Enter' && event.key !== ' ') || event.target.tagName !== 'TD') return
    event.preventDefault()
    openCell(event.target)
  })
}
`
