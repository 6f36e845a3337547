import fc from 'fast-check'
import { expect, it } from 'vitest'
import { along, fromZero, powersAround } from '../../../../src/core/report-page/point-axis.ts'
import { type Box, labelBox, placeLabels, pointSize } from '../../../../src/core/report-page/point-labels.ts'

const room: Box = { left: 62, right: 350, top: 0, bottom: 292 }
const point = fc.record({
  name: fc.string({ minLength: 1, maxLength: 24 }),
  at: fc.tuple(fc.integer({ min: 62, max: 326 }), fc.integer({ min: 24, max: 292 })),
})
const overlap = (one: Box, other: Box) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

it('puts no name over another, over a point or out of the drawing, and names the first point', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 40 }), (points) => {
      const sides = placeLabels(points, room)
      const names = points.flatMap(({ name, at }, index) => {
        const side = sides[index]
        return side ? [labelBox(name, at, side)] : []
      })
      const dots = points.map(({ at: [x, y] }) => ({
        ...{ left: x - pointSize / 2, right: x + pointSize / 2 },
        ...{ top: y - pointSize / 2, bottom: y + pointSize / 2 },
      }))
      names.forEach((box, index) => {
        expect([...names.slice(index + 1), ...dots].some((other) => overlap(box, other))).toBe(false)
        expect(box.left).toBeGreaterThanOrEqual(room.left)
        expect(box.right).toBeLessThanOrEqual(room.right)
      })
    }),
  )
  expect(placeLabels([{ name: 'org/a', at: [200, 150] }], room)).toEqual(['top'])
})

it('has every figure on its axis', () => {
  const figures = fc.array(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(figures, fc.boolean(), (all, isLog) => {
      const span = isLog ? powersAround(all) : fromZero(all)
      for (const figure of all) {
        expect(along(figure, span, isLog)).toBeGreaterThanOrEqual(-1e-9)
        expect(along(figure, span, isLog)).toBeLessThanOrEqual(1 + 1e-9)
      }
    }),
  )
  expect(fromZero([0.63, 0.1])).toEqual({ min: 0, max: 0.8, interval: 0.2 })
  expect(fromZero([0, 0])).toMatchObject({ min: 0, max: 1 })
})
