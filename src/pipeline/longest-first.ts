/**
 * Tasks in the order of their expected length, the longest first and equal ones as they came: what
 * takes longest is not what all others are waited for in the end.
 */
export function longestFirst<T>(tasks: readonly T[], lengthOf: (task: T) => number): T[] {
  return tasks
    .map((task) => ({ task, length: lengthOf(task) }))
    .sort((a, b) => b.length - a.length)
    .map(({ task }) => task)
}
