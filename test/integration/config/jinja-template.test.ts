import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jinjaFilters, jinjaTests } from '../../../src/core/merge-config/jinja-names.ts'
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

test('the names of filters and tests are those that Jinja has', () => {
  const script = `
import json, re
from jinja2.defaults import DEFAULT_FILTERS, DEFAULT_TESTS
from transformers.utils.chat_template_utils import _compile_jinja_template
environment = _compile_jinja_template("x").environment
words = [[name for name in sorted(each) if re.match("[a-z]", name)] for each in (environment.filters, environment.tests)]
print(json.dumps(words))`
  const { stdout, stderr } = spawnSync(testPython(), ['-c', script], { encoding: 'utf8' })
  expect(stdout, stderr).not.toBe('')
  expect(JSON.parse(stdout)).toEqual([jinjaFilters, jinjaTests])
})

/** Expressions with names that Jinja has and has not, and with what looks like one. */
const used = fc
  .tuple(
    fc.constantFrom('x', '"a|nope"', 'is', 'x.is', "'is nope'", '[1, 2]', 'f(x)'),
    fc.constantFrom(
      ...['', '|upper', '| toJson', '|nope(1)|upper', '|upper|no.pe', '|dictsort', '~ "|nope"'],
      ...[
        ' is defined',
        ' is not mapping',
        ' is nope',
        ' is not definde',
        ' is divisibleby 3',
        ' is in [1]',
        ' and is',
        ' or x is nope',
      ],
    ),
    fc.constantFrom('', ' if x', ' if x is nope else y', ' and y|upper', ' and y | nope'),
  )
  .map((parts) => parts.join(''))
const around = fc.constantFrom(
  ...[
    '{{ ~ }}',
    '{{- (~) -}}',
    '{% set y = ~ %}',
    '{# {{ ~ }} #}',
    '{% raw %}{{ ~ }}{% endraw %}',
    '{% for m in ~ %}{% endfor %}',
  ],
  ...[
    '{% if ~ %}a{% endif %}',
    '{% if x %}{{ ~ }}{% endif %}',
    '{% if x %}a{% elif ~ %}{% else %}{{ ~ }}{% endif %}',
  ],
  ...[
    '{% for m in x %}{{ ~ }}{% else %}{{ ~ }}{% endfor %}',
    '{% for m in x if ~ %}{% endfor %}',
    '{% filter nope %}{% endfilter %}{{ ~ }}',
  ],
  ...[
    '{% if x %}{% for m in x %}{{ ~ }}{% endfor %}{% endif %}',
    '{% macro f(a=~) %}{{ ~ }}{% endmacro %}',
    '{% set y %}{{ ~ }}{% endset %}',
  ],
  ...[
    '{% generation %}{{ ~ }}{% endgeneration %}',
    '{% if x %}{% generation %}{{ ~ }}{% endgeneration %}{% endif %}',
  ],
)

test('an unknown filter or test is found where Jinja refuses the template for it, and nowhere else', () => {
  const both = fc.tuple(around, used).map(([form, use]) => form.replaceAll('~', use))
  const templates = [...new Set(fc.sample(both, { numRuns: 4000, seed: 11 }))]
  const compiles = compile(templates)
  const found = templates.map((template) => jinjaProblem(template) !== null)
  expect(templates.filter((_, at) => found[at] && compiles[at])).toEqual([])
  // Not what stands behind `and` and `or`, or in the blocks of an {% if %}.
  const refused = compiles.filter((fine) => !fine).length
  expect(found.filter(Boolean).length / refused).toBeGreaterThan(0.35)
})
