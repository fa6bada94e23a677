import { UserError } from '../../errors.ts'

const token = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g

/**
 * Names of a template's placeholders, in order of first use.
 * @throws UserError for a brace that belongs to no placeholder (`{{` and `}}` mean braces).
 */
export function placeholdersOf(template: string): string[] {
  const names = new Set<string>()
  for (const [found, name] of template.matchAll(token)) {
    if (name !== undefined) names.add(name)
    else if (found.length === 1) throw new UserError(`a lone ${found} (write ${found}${found})`)
  }
  return [...names]
}

/**
 * Fills a template in one pass: what is filled in is never scanned for placeholders.
 * @throws UserError for a placeholder without a value.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(token, (found: string, name: string | undefined) => {
    if (name === undefined) return found.length === 2 ? found.slice(1) : found
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new UserError(`nothing to put in for placeholder {${name}}`)
    return value
  })
}
