import { useEffect, useState } from 'preact/hooks'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const signs: Readonly<Record<Theme, string>> = { system: '◐', light: '○', dark: '●' }

const storageName = 'mtbench-theme'

/** As the system has it, light or dark; remembered where the browser lets a page remember. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(storedTheme)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  return (
    <button
      type="button"
      class="icon"
      aria-label={`Colours: ${theme}; change to ${next}`}
      title={`Colours: ${theme}`}
      onClick={() => {
        setTheme(next)
        store(next)
      }}
    >
      {signs[theme]}
    </button>
  )
}

/** A page opened from disk may be refused a memory: then it starts as the system has it. */
function storedTheme(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(storageName)) ?? 'system'
  } catch {
    return 'system'
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(storageName, theme)
  } catch {
    // Not remembered: nothing else depends on it.
  }
}
