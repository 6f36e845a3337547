// Prints the texts of all string and template literals of TypeScript and JavaScript files, as JSON: {file: [text]}.
// What a template fills in is given as a name, which is an expression in Python, too.
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { parseSync } from '@swc/core'

const filled = 'filled_in'

function* literals(node) {
  if (Array.isArray(node)) for (const child of node) yield* literals(child)
  else if (node && typeof node === 'object') {
    if (node.type === 'StringLiteral') yield node.value
    if (node.type === 'TemplateLiteral' && node.quasis)
      yield node.quasis.map(({ cooked, raw }) => cooked ?? raw).join(filled)
    yield* literals(Object.values(node))
  }
}

const found = {}
for (const file of process.argv.slice(2)) {
  const syntax = /\.tsx?$/.test(file) ? 'typescript' : 'ecmascript'
  const tree = parseSync(readFileSync(file, 'utf8'), { syntax, tsx: file.endsWith('x'), target: 'esnext' })
  found[file] = [...literals(tree.body)]
}
process.stdout.write(JSON.stringify(found))
