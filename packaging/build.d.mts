export interface PackageOptions {
  /** Of the repository. */
  readonly root: string
  /** Directory for the packages. */
  readonly out: string
  /** `deb`, `rpm`, `image` (a context for packaging/Containerfile); all unless told. */
  readonly formats?: readonly string[]
  /** `hsflowd`, `sflowovsd`; all unless told. The image is of hsflowd alone. */
  readonly programs?: readonly string[]
  /** As Node names it; that of this machine unless told. */
  readonly arch?: string
  /** That of packages/hsflowd unless told. */
  readonly version?: string
}

export const formats: readonly string[]
export const programs: readonly string[]

/** Makes packages of what the last build left; their paths: of each program in the order of the formats. */
export function makePackages(options: PackageOptions): Promise<string[]>
