import { packageVersion } from '../io/package-version.ts'

/** What `mtbench --version` prints. */
export function versionText(): string {
  return packageVersion()
}
