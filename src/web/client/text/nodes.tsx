import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'

/** An element that holds nodes made by `make`, which has sanitised them. */
export function Nodes(props: { class: string; make: () => DocumentFragment; of: string }) {
  const place = useRef<HTMLDivElement>(null)
  const nodes = useMemo(props.make, [props.of])
  useLayoutEffect(() => {
    place.current?.replaceChildren(...nodes.cloneNode(true).childNodes)
  }, [nodes])
  return <div class={props.class} ref={place} />
}
