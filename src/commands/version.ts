import { packageVersion } from '../io/package-files.ts'

/** What `mtbench --version` prints. */
export function versionText(): string {
  return packageVersion()
}
