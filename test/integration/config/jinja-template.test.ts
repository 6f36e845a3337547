import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jinjaProblem } from '../../../src/core/merge-config/jinja-problem.ts'
import { testPython } from '../../support/python.ts'

const whole = [
  "{%- for m in messages if m.role -%}{{ '<|im_start|>' + m['role'] + '\\n' }}{% if m.a %}{{ m.a % 3 }}{% elif loop.last %}{% break %}{% else %}{#- {{ -#}{% endif %}{% endfor %}",
  '{% raw %}{{ {% {%- endraw -%}{{ {"a": {"b": [1, (2)]}} }}{% set x %}{{ "it\'s }}" ~ \'{%\' ~ "\\"" }}{% endset %}',
  '{% macro f(a, b=[1]) %}{{- a -}}{% endmacro %}\r\n{% call f(1) %}x{% endcall %}{% filter upper %}y{% endfilter %}{% generation %}z{% endgeneration %}',
]
const pieces =
  '{{ }} {% %} {# #} {%- -%} +%} -}} { } ( ) [ ] \' " \\ - + {%raw%} {%endraw%} {%if~a%} {%else%} {%endif%} {%endfor%} \n \r\n ~'
    .split(' ')
    .map((piece) => piece.replace('~', ' '))

/** Templates in which a few pieces are replaced, cut off anywhere. */
const broken = fc
  .record({
    template: fc.constantFrom(...whole),
    cuts: fc.array(fc.record({ at: fc.nat(250), length: fc.nat(4), piece: fc.constantFrom('', ...pieces) }), {
      minLength: 1,
      maxLength: 3,
    }),
    end: fc.option(fc.nat(250)),
  })
  .map(({ template, cuts, end }) => {
    const text = cuts.reduce((all, { at, length, piece }) => {
      const from = at % (all.length + 1)
      return all.slice(0, from) + piece + all.slice(from + length)
    }, template)
    return end === null ? text : text.slice(0, end)
  })

/** Whether Jinja, as transformers sets it up, compiles each of the templates. */
function compile(templates: readonly string[]): readonly boolean[] {
  const script = `
import json, sys
from jinja2 import TemplateSyntaxError
from transformers.utils.chat_template_utils import _compile_jinja_template
def compiles(template):
    try:
        _compile_jinja_template(template)
    except TemplateSyntaxError:
        return False
    return True
json.dump([compiles(template) for template in json.load(sys.stdin)], sys.stdout)`
  const { stdout, stderr, status } = spawnSync(testPython(), ['-c', script], {
    input: JSON.stringify(templates),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

test('what is found wrong with a template, Jinja refuses; of what tags and brackets break, most is found', () => {
  const templates = [...whole, ...fc.sample(broken, { numRuns: 4000, seed: 7 })]
  const compiles = compile(templates)
  const problems = templates.map(jinjaProblem)
  expect(templates.filter((_, at) => compiles[at] && problems[at])).toEqual([])
  expect(compiles.slice(0, whole.length)).toEqual(whole.map(() => true))
  const refused = compiles.filter((fine) => !fine).length
  expect(problems.filter(Boolean).length / refused).toBeGreaterThan(0.6)
  for (const [at, problem] of problems.entries())
    if (problem)
      expect(templates[at]!.split(/\r\n|\r|\n/)[problem.line - 1]!.length).toBeGreaterThanOrEqual(
        problem.column - 1,
      )
})
