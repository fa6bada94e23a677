/** Whole numbers in a row that grows: four bytes each. */
export type IntegerColumn = { push: (value: number) => void; values: () => Int32Array }

export function createIntegerColumn(): IntegerColumn {
  let data = new Int32Array(1024)
  let length = 0
  return {
    push: (value) => {
      if (length === data.length) {
        const larger = new Int32Array(2 * length)
        larger.set(data)
        data = larger
      }
      data[length++] = value
    },
    values: () => data.subarray(0, length),
  }
}
