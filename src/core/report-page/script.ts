/**
 * What runs in the reader's browser: the tensors of a chosen row, and the search in the vocabulary table.
 * It writes text only, never markup, so nothing in a name can become an element.
 */
export const script = `
const data = JSON.parse(document.getElementById('data').textContent)
const add = (parent, tag, text, attributes = {}) => {
  const element = parent.appendChild(document.createElement(tag))
  if (text !== null) element.textContent = text
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}
const drill = document.getElementById('drill')
const buttons = [...document.querySelectorAll('#heatmap button')]
const show = (button) => {
  const open = button.getAttribute('aria-expanded') === 'true'
  for (const other of buttons) other.setAttribute('aria-expanded', 'false')
  drill.replaceChildren()
  if (open) return
  button.setAttribute('aria-expanded', 'true')
  const { kind, key } = button.dataset
  const tensors = data.tensors.filter((tensor) => tensor[kind] === key)
  const scroll = add(drill, 'div', null, { class: 'scroll' })
  const table = add(scroll, 'table', null, { class: 'heat' })
  add(table, 'caption', tensors.length + ' tensors of ' + button.textContent)
  const head = add(add(table, 'thead', null), 'tr', null)
  add(head, 'th', 'tensor', { scope: 'col' })
  for (const ref of data.refs) add(head, 'th', ref, { scope: 'col' })
  const body = add(table, 'tbody', null)
  for (const { name, texts, levels } of tensors) {
    const row = add(body, 'tr', null)
    add(row, 'th', name, { scope: 'row' })
    texts.forEach((text, donor) => add(row, 'td', text, { class: 'n', style: '--s:' + levels[donor] }))
  }
}
for (const button of buttons) button.addEventListener('click', () => show(button))
const find = document.getElementById('find')
if (find) {
  const rows = [...document.querySelectorAll('#records tbody tr')].map((row) => ({ row, text: row.textContent.toLowerCase() }))
  find.addEventListener('input', () => {
    const wanted = find.value.toLowerCase()
    let shown = 0
    for (const { row, text } of rows) {
      row.hidden = !text.includes(wanted)
      if (!row.hidden) shown += 1
    }
    document.getElementById('found').textContent = shown + ' records'
  })
}
`
