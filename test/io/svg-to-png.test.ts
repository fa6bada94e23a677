import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { checkPngSupport, svgToPng } from '../../src/io/svg-to-png.ts'

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="6"><rect width="10" height="6"/></svg>'
const isInstalled = await checkPngSupport().then(
  () => true,
  () => false,
)

describe('svgToPng', () => {
  it.skipIf(!isInstalled)('gives a PNG of twice the size', async () => {
    const bytes = Buffer.from(await svgToPng(svg))
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([20, 12])
  })

  it('says what to install where the converter is absent', async () => {
    const load = () => Promise.reject(new Error('Cannot find package'))
    for (const asked of [svgToPng(svg, load), checkPngSupport(load)]) {
      await expect(asked).rejects.toThrow(UserError)
      await expect(asked).rejects.toThrow(/npm install @resvg\/resvg-js.*or write a \.svg instead/)
    }
  })
})
