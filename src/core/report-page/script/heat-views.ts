/** The other figures and sides of layers × kinds × donors: a kind's donors by layers, or a donor's kinds by layers. */
export const heatViews = `
const heat = at('heat')
if (heat) {
  const body = heat.tBodies[0]
  const legends = document.querySelectorAll('[data-figure]')
  const rowOf = (head, level, donor) => {
    const row = add(body, 'tr', null, { 'data-donor': donor, 'data-kind': level - 1 })
    if (head === null) addName(row, donor)
    else add(row, 'th', head, { scope: 'row' })
    const shown = data.heat[at('heat-figure').value]
    shown.levels[level][donor].forEach((place, part) => {
      const [, short, colour] = data.texts[place]
      const told = data.heat.map(({ name, levels }) => name + ' ' + data.texts[levels[level][donor][part]][0])
      add(row, 'td', short, { tabindex: '-1', class: colour, 'data-text': told.join('\\n') })
    })
  }
  const draw = () => {
    const [side, number] = at('heat-view').value.split(' ')
    const chosen = Number(number)
    const { name, about } = data.heat[at('heat-figure').value]
    at('heat-about').textContent = name + ': ' + about
    for (const legend of legends) legend.hidden = legend.dataset.figure !== at('heat-figure').value
    heat.tHead.rows[0].cells[0].textContent = side === 'kind' ? 'donor' : 'kind'
    heat.setAttribute('aria-label', name + (side === 'kind' ? ' of each donor in each layer' : ' of one donor in each kind and layer'))
    body.replaceChildren()
    if (side === 'kind') data.titles.forEach((_, donor) => rowOf(null, chosen, donor))
    else ['all kinds', ...data.kinds].forEach((kind, level) => rowOf(kind, level, chosen))
    const first = body.querySelector('td')
    if (first) first.tabIndex = 0
  }
  for (const id of ['heat-figure', 'heat-view']) at(id).addEventListener('change', draw)
  draw()
}
`
