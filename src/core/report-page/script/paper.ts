/** What is folded cannot be unfolded on paper. */
export const paper = `
addEventListener('beforeprint', () => { for (const fold of document.querySelectorAll('details')) fold.open = true })
`
