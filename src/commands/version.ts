import { packageVersion } from '../io/files/package-files.ts'

/** What `mtbench --version` prints. */
export function versionText(): string {
  return packageVersion()
}
