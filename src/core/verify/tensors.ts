import type { OutputCheck } from '../contract/verify.ts'
import { formatCount } from '../text/units.ts'
import { failEach, skip } from './check.ts'
import type { OutputPlan, PlannedTensor } from './planned.ts'

const shape = (tensor: PlannedTensor): string => `[${tensor.shape.join(', ')}]`
const sameShape = (a: PlannedTensor, b: PlannedTensor): boolean =>
  a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis])

/** Every planned tensor is there, once, with the planned shape and dtype, and nothing else is. */
export function checkTensors(written: ReadonlyMap<string, PlannedTensor>, plan: OutputPlan): OutputCheck[] {
  if (!plan.tensors)
    return [skip('tensors-planned', 'there is no plan to compare the tensors with (--against CONFIG)')]
  const planned = new Map(plan.tensors.map((tensor) => [tensor.name, tensor]))
  const missing = [...planned.keys()].filter((name) => !written.has(name))
  const extra = [...written.keys()].filter((name) => !planned.has(name))
  const both = plan.tensors.flatMap((tensor) => {
    const actual = written.get(tensor.name)
    return actual ? [{ tensor, actual }] : []
  })
  return [
    ...failEach(
      'tensors-planned',
      missing,
      (name) => ({ message: `${name} is missing from the output`, tensor: name }),
      `${planned.size === 1 ? 'the planned tensor is' : `all ${formatCount(planned.size)} planned tensors are`} there`,
    ),
    ...failEach(
      'tensors-extra',
      extra,
      (name) => ({ message: `${name} was not planned`, tensor: name }),
      'there are no unplanned tensors',
    ),
    ...failEach(
      'tensor-shape',
      both.filter(({ tensor, actual }) => !sameShape(tensor, actual)),
      ({ tensor, actual }) => ({
        message: `${tensor.name} has the shape ${shape(actual)} instead of the planned ${shape(tensor)}`,
        tensor: tensor.name,
      }),
      'every shape is as planned',
    ),
    ...failEach(
      'tensor-dtype',
      both.filter(({ tensor, actual }) => tensor.dtype !== null && tensor.dtype !== actual.dtype),
      ({ tensor, actual }) => ({
        message: `${tensor.name} is ${actual.dtype} instead of the planned ${tensor.dtype}`,
        tensor: tensor.name,
      }),
      'every dtype is as planned',
    ),
  ]
}
