import type { Area } from './picture.ts'

/** A dot and the size of the label that stands beside it. */
export type Dot = { x: number; y: number; label: { width: number; height: number } }

/** Directions in which a label may stand, the best first: beside the dot, then at its corners. */
const directions = [
  [1, 0],
  [-1, 0],
  [0.8, -0.8],
  [-0.8, -0.8],
  [0.8, 0.8],
  [-0.8, 0.8],
  [0, -1],
  [0, 1],
] as const

/** Distances between a dot's centre and the nearest edge of its label, in pixels. */
const distances = [9, 22, 36] as const

/** Square pixels that do not count: sums of coordinates are never quite equal. */
const slack = 0.5

/**
 * Centres of labels, each beside its dot where it covers least of the dots and the labels placed
 * before it, and of what else is drawn. One after the other, so equal dots give equal places.
 */
export function placeLabels(
  dots: readonly Dot[],
  room: Area,
  drawn: readonly Area[] = [],
): { x: number; y: number }[] {
  const taken: Area[] = dots.map(({ x, y }) => ({ x: x - 6, y: y - 6, width: 12, height: 12 }))
  taken.push(...drawn)
  return dots.map((dot) => {
    const choices = distances.flatMap((distance) =>
      directions.map((direction) => boxBeside(dot, { direction, distance })),
    )
    const covered = (box: Area) =>
      taken.reduce((sum, other) => sum + overlap(box, other), 0) +
      (box.width * box.height - overlap(box, room)) +
      crossed(dot, box, taken)
    const best = choices.reduce((a, b) => (covered(b) < covered(a) - slack ? b : a))
    taken.push(best)
    return { x: best.x + best.width / 2, y: best.y + best.height / 2 }
  })
}

function boxBeside(
  { x, y, label }: Dot,
  { direction, distance }: { direction: readonly [number, number]; distance: number },
): Area {
  const [right, down] = direction
  return {
    ...label,
    x: x + right * (distance + label.width / 2) - label.width / 2,
    y: y + down * (distance + label.height / 2) - label.height / 2,
  }
}

/** Square pixels that a place costs for each point of its way from the dot that lies on something. */
const costOfCrossing = 40

/** What lies between a dot and its label: the line that joins them would run through it. */
function crossed(dot: Dot, box: Area, taken: readonly Area[]): number {
  const end = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const isOwn = (area: Area) =>
    overlap(area, { x: dot.x - 1, y: dot.y - 1, width: 2, height: 2 }) > 0
  const others = taken.filter((area) => !isOwn(area))
  const points = [0.2, 0.4, 0.6, 0.8].map((share) => ({
    x: dot.x + share * (end.x - dot.x),
    y: dot.y + share * (end.y - dot.y),
  }))
  const hits = points.filter((point) => others.some((area) => isInside(point, area)))
  return hits.length * costOfCrossing
}

function isInside({ x, y }: { x: number; y: number }, area: Area): boolean {
  return x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height
}

/** Area that two rectangles share. */
function overlap(a: Area, b: Area): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}
