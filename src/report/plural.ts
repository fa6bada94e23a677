/** A count with its noun: `1 match`, `2 matches`, `1,204 calls`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${digits} ${count === 1 ? one : many}`
}
