import { columnsOf } from '../text/layout.ts'

/** The side of a point on which its name stands. */
export type Side = 'top' | 'right' | 'left' | 'bottom'

export interface LabelledPoint {
  readonly name: string
  /** Pixels from the left and from the top; null where the point is not drawn. */
  readonly at: readonly [x: number, y: number] | null
}

export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Pixels of a column and of a line of the charts' text, as wide as any system font has them. */
const [columnWidth, lineHeight] = [7, 16]
export const pointSize = 12
const gap = 5
const sides: readonly Side[] = ['top', 'right', 'left', 'bottom']

/**
 * Where the name of each point stands so that it covers no point and no other name, the first points first; null where
 * there is no room for it.
 */
export function placeLabels(points: readonly LabelledPoint[], room: Box): readonly (Side | null)[] {
  const taken = points.flatMap(({ at }) => (at ? [dot(at)] : []))
  return points.map(({ name, at }) => {
    if (!at) return null
    for (const side of sides) {
      const box = labelBox(name, at, side)
      if (!isInside(box, room) || taken.some((other) => overlap(box, other))) continue
      taken.push(box)
      return side
    }
    return null
  })
}

const dot = ([x, y]: readonly [number, number]): Box => around(x, y, pointSize, pointSize)

/** What the name covers when it stands there. */
export function labelBox(name: string, [x, y]: readonly [number, number], side: Side): Box {
  const [width, away] = [columnsOf(name) * columnWidth, pointSize / 2 + gap]
  if (side === 'top') return around(x, y - away - lineHeight / 2, width, lineHeight)
  if (side === 'bottom') return around(x, y + away + lineHeight / 2, width, lineHeight)
  const aside = away + width / 2
  return around(side === 'right' ? x + aside : x - aside, y, width, lineHeight)
}

const around = (x: number, y: number, width: number, height: number): Box => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
})

const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

const isInside = (box: Box, room: Box): boolean =>
  box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom
