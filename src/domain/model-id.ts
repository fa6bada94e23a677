import { UserError } from '../errors.ts'

const reservedNames = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i
/** File systems end at 255 bytes; endings such as `_single.jsonl`, and a lock's claim, come on top. */
const maxNameBytes = 160
const controlCharacters = /\p{Cc}/u

/**
 * The file name (without ending) of a model id: `/` becomes `__`, any of `: \ < > " | ? *` becomes `_`.
 * @throws UserError for an id that could leave its folder, holds control characters or is a name
 * that an operating system reserves.
 */
export function fileNameOf(modelId: string): string {
  const reason = refusal(modelId)
  if (reason !== undefined) {
    throw new UserError(`model id ${JSON.stringify(modelId)} is refused: ${reason}`)
  }
  return asFileName(modelId)
}

function asFileName(modelId: string): string {
  return modelId.replaceAll('/', '__').replace(/[:\\<>"|?*]/g, '_')
}

/** True for two ids whose files have one name, letter case ignored; false for an id without a file. */
export function isSameFile(a: string, b: string): boolean {
  return [a, b].every((id) => refusal(id) === undefined) && fileKey(a) === fileKey(b)
}

function fileKey(id: string): string {
  return asFileName(id).toLowerCase()
}

/**
 * Checks that every id has a file of its own, letter case ignored (some file systems do).
 * @throws UserError naming the two ids that share one, or the one that stands twice
 */
export function checkDistinctFiles(modelIds: Iterable<string>): void {
  const byFile = new Map<string, string>()
  for (const id of modelIds) {
    const file = fileNameOf(id).toLowerCase()
    const other = byFile.get(file)
    if (other === id) throw new UserError(`model id ${JSON.stringify(id)} is given twice`)
    if (other !== undefined) {
      throw new UserError(
        `model ids ${JSON.stringify(other)} and ${JSON.stringify(id)} share the file name ${JSON.stringify(fileNameOf(id))}: rename one`,
      )
    }
    byFile.set(file, id)
  }
}

/**
 * The model of an answers file: the one `model_id` that all its records carry if that id's file
 * name is this file's name, else the file's own name (FastChat's rule).
 */
export function modelIdOfFile(fileName: string, recordIds: ReadonlySet<string>): string {
  const [only] = recordIds
  if (recordIds.size !== 1 || only === undefined || refusal(only) !== undefined) return fileName
  return fileNameOf(only) === fileName ? only : fileName
}

function refusal(id: string): string | undefined {
  if (id.trim() === '') return 'it is empty'
  if (controlCharacters.test(id)) return 'it holds control characters'
  if (/^[/\\]/.test(id) || /^[a-z]:[/\\]/i.test(id)) return 'it is an absolute path'
  if (id.split(/[/\\]/).some((part) => part === '..' || part === '.')) {
    return 'it could leave its folder'
  }
  if (reservedNames.test(id)) return 'the name is reserved by an operating system'
  if (/[. ]$/.test(id)) return 'it ends in a dot or a space'
  if (new TextEncoder().encode(asFileName(id)).length > maxNameBytes) {
    return `its file name is longer than ${maxNameBytes} bytes`
  }
  return undefined
}
