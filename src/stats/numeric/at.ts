/** Numbers in a row: a plain array or a typed one. */
export type Numbers = { readonly length: number; readonly [index: number]: number }

type MutableNumbers = { readonly length: number; [index: number]: number }

/**
 * The number at an index; V8 inlines it, so hot loops pay nothing for the check.
 * @throws RangeError outside the row
 */
export function at(row: Numbers, index: number): number {
  const value = row[index]
  if (value === undefined) throw outside(row, index)
  return value
}

/** Adds an amount to the number at an index. @throws RangeError outside the row */
export function addAt(row: MutableNumbers, index: number, amount: number): void {
  row[index] = at(row, index) + amount
}

function outside(row: Numbers, index: number): RangeError {
  return new RangeError(`there is no number ${index} in a row of ${row.length}`)
}
