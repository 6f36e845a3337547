/** One tip for all: of the cells of a grid (their row, column and figure) and of the marks of a chart. */
export const tips = `
const tip = at('tip')
const near = (box) => {
  const { width, height } = tip.getBoundingClientRect()
  const left = Math.min(Math.max(4, box.left + box.width / 2 - width / 2), document.documentElement.clientWidth - width - 4)
  const above = box.top - height - 6
  tip.style.left = left + 'px'
  tip.style.top = (above > 4 ? above : box.bottom + 6) + 'px'
}
const textOf = (target) => {
  const cell = target.closest?.('.heat tbody td')
  if (cell) {
    const head = cell.closest('table').tHead.rows[0].cells[cell.cellIndex]
    const row = cell.parentElement.cells[0]
    return [row.title || row.textContent, head.title || head.textContent, cell.dataset.text || cell.dataset.value || cell.textContent].join('\\n')
  }
  const mark = target.closest?.('[data-tips] [data-at]')
  return mark ? data.tips[mark.dataset.at] : null
}
const hide = () => {
  tip.hidden = true
  document.querySelector('[aria-describedby="tip"]')?.removeAttribute('aria-describedby')
}
const show = ({ target, type }) => {
  const text = textOf(target)
  hide()
  if (!text) return
  if (type === 'focusin') target.setAttribute('aria-describedby', 'tip')
  tip.textContent = text
  tip.hidden = false
  near(target.getBoundingClientRect())
}
document.addEventListener('mouseover', show)
document.addEventListener('focusin', show)
document.addEventListener('focusout', hide)
document.addEventListener('scroll', hide, true)
document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide())
`
