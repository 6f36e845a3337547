/** Sliders of weights, the shares that follow, and the weights as YAML. */
export const whatIf = `
const section = at('what-if')
if (section) {
  const rows = [...section.querySelectorAll('tbody tr')]
  const sliders = rows.map((row) => row.querySelector('input'))
  const shown = (weight) => String(roundedTo(weight, 3))
  const yamlOf = (weight, donor) => data.sliders[donor][2]
    ? '  # ' + data.quoted[donor] + ': its weight is not a single number: keep its entry, and multiply each number by ' + shown(weight)
    : '  - model: ' + data.quoted[donor] + '\\n    parameters: {weight: ' + shown(weight) + '}'
  const update = () => {
    const weights = sliders.map((slider) => Number(slider.value))
    const shares = sharesOf(data.sliders.map(([, loudness]) => loudness), weights)
    const most = Math.max.apply(null, shares)
    rows.forEach((row, donor) => {
      row.querySelector('output').textContent = shown(weights[donor])
      const then = row.querySelector('.then')
      then.textContent = percent(shares[donor])
      row.classList.toggle('changed', weights[donor] !== data.sliders[donor][0])
      row.querySelector('.bar').style.width = (most > 0 ? 100 * shares[donor] / most : 0) + '%'
    })
    at('weights-yaml').textContent = weights.map(yamlOf).join('\\n')
  }
  const setAll = (weightOf) => {
    sliders.forEach((slider, donor) => { slider.value = weightOf(donor) })
    update()
  }
  section.addEventListener('input', update)
  at('weights-as-merged').addEventListener('click', () => setAll((donor) => data.sliders[donor][0]))
  const mean = data.sliders.reduce((sum, [weight]) => sum + Math.abs(weight), 0) / data.sliders.length
  at('weights-equal').addEventListener('click', () => setAll(() => mean))
  setAll((donor) => data.sliders[donor][0])
}
`
