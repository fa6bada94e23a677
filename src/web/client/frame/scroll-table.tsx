import type { ComponentChildren } from 'preact'

/** A place that scrolls sideways where a table is wider than the page, with keys too. */
export function ScrollTable(props: { label: string; class?: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class={`scroll ${props.class ?? ''}`} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  )
}
