/** Sizes of text in pixels at slide size (960 × 540): nothing is smaller than 14. */
export const fontSizes = { title: 22, n: 16, label: 15, small: 14 } as const

/**
 * Names that every system resolves to a font of its own; nothing is embedded or fetched. Without
 * quotes, because resvg skips quoted names.
 */
export const fontFamily =
  'system-ui, Segoe UI, Roboto, Helvetica Neue, Arial, DejaVu Sans, sans-serif'

/** Greys of text and lines on white; each text has a contrast of at least 7 : 1. */
export const inks = {
  paper: '#ffffff',
  text: '#1a1a1a',
  muted: '#4d4d4d',
  axis: '#767676',
  grid: '#d9d9d9',
  ring: '#c2c2c2',
  band: '#f4f4f4',
} as const

/** The one colour of pictures with a single series: dark in grey, too. */
export const accent = '#0b4f8a'
