/** A choice of one of a few, all in sight. */
export function Segments<V extends string>(props: {
  label: string
  options: readonly { value: V; label: string }[]
  value: V
  onChoose: (value: V) => void
}) {
  return (
    <fieldset class="segments">
      <legend class="hidden">{props.label}</legend>
      {props.options.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          onClick={() => props.onChoose(value)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  )
}
