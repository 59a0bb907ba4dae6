/** The number in the first line of `ovs-vsctl --version`, as `3.1.0`; undefined: it is not that of Open vSwitch. */
export const parseVersion = (output: string): string | undefined =>
  /^ovs-vsctl \(Open vSwitch\) (\d+(?:\.\d+)*)/.exec(output)?.[1]

/** 1.0 and its corrections: no `--id`, no formats of lists, no marks, no removal of rows by the database. */
export const isFirstVersion = (version: string | undefined): boolean =>
  version !== undefined && /^1\.0(?:\.|$)/.test(version)

/** From 2.10 on; 2.8 and before look for a device of that name. */
export const takesAddresses = (version: string | undefined): boolean => {
  const [major = 0, minor = 0] = version?.split('.').map(Number) ?? []
  return major > 2 || (major === 2 && minor >= 10)
}
