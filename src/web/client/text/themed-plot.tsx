import { seriesStyles } from '../../../report/plots/drawing/series-style.ts'
import { inks } from '../../../report/plots/drawing/style.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { ScrollTable } from '../frame/scroll-table.tsx'
import { Nodes } from './nodes.tsx'
import { plotNodes } from './sanitise.ts'

/** The pictures' colours by the names that the page's style gives them, for light and dark. */
const names = new Map<string, string>([
  ...Object.entries(inks).map(([name, colour]): [string, string] => [colour, `--plot-${name}`]),
  ...seriesStyles.map((style, index): [string, string] => [style.colour, `--series-${index + 1}`]),
  [inks.text, '--plot-text'],
])

/** A picture of ours in the page's colours. Its series in black takes the colour of text. */
export function ThemedPlot({ svg, label }: { svg: string; label: string }) {
  return (
    <ScrollTable class="plot" label={visible(label)}>
      <Nodes class="drawing" of={svg} make={() => themed(plotNodes(svg))} />
    </ScrollTable>
  )
}

function themed(nodes: DocumentFragment): DocumentFragment {
  for (const element of nodes.querySelectorAll('[fill], [stroke]')) {
    for (const attribute of ['fill', 'stroke']) {
      const name = names.get(element.getAttribute(attribute) ?? '')
      if (name !== undefined) element.setAttribute(attribute, `var(${name})`)
    }
  }
  for (const svg of nodes.querySelectorAll('svg')) {
    svg.removeAttribute('width')
    svg.removeAttribute('height')
  }
  return nodes
}
