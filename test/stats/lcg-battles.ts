import type { Battles } from '../../src/stats/ratings/battles.ts'

/**
 * 400 battles of four models with two style counts, from the C standard's linear congruential generator,
 * so that Python makes the same ones for the reference values.
 */
export function lcgBattles(): { battles: Battles; styles: { first: number[]; second: number[] } } {
  const next = lcg(12_345)
  const rows = Array.from({ length: 400 }, () => lcgBattle(Array.from({ length: 8 }, next)))
  return {
    battles: {
      models: 4,
      first: Int32Array.from(rows, (row) => row.first),
      second: Int32Array.from(rows, (row) => row.second),
      outcome: Uint8Array.from(rows, (row) => row.outcome),
    },
    styles: { first: rows.flatMap((row) => row.a), second: rows.flatMap((row) => row.b) },
  }
}

function lcgBattle(u: number[]) {
  const [u0 = 0, u1 = 0, u2 = 0, u3 = 0, u4 = 0, u5 = 0, u6 = 0, u7 = 0] = u
  const first = Math.floor(u0 * 4)
  const second = (first + 1 + Math.floor(u1 * 3)) % 4
  const a: [number, number] = [Math.floor(u2 * 500), Math.floor(u3 * 6)]
  const b: [number, number] = [Math.floor(u4 * 500), Math.floor(u5 * 6)]
  const logit = 0.5 * (second - first) + (a[0] - b[0]) / (a[0] + b[0] + 1)
  const decided = u7 < 1 / (1 + Math.exp(-logit)) ? 2 : 0
  return { first, second, a, b, outcome: u6 < 0.15 ? 1 : decided }
}

function lcg(seed: bigint | number): () => number {
  let state = BigInt(seed)
  return () => {
    state = (state * 1_103_515_245n + 12_345n) % 2_147_483_648n
    return Number(state) / 2_147_483_648
  }
}
