import { type SelfTestDocument, selfTestShares } from '../../report/gate/self-test-table.ts'
import { outcomeShares } from '../../report/plots/outcome-shares.ts'
import { writePicture } from '../picture-file.ts'

/** Draws what a self-test found into a file, as SVG or PNG by its name. */
export async function writeSelfTestPlot(file: string, document: SelfTestDocument): Promise<void> {
  const { data, options } = selfTestShares(document)
  await writePicture(file, outcomeShares(data, options))
}
