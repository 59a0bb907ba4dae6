/** The number in the first line of `ovs-vsctl --version`, as `3.1.0`; undefined: it is not that of Open vSwitch. */
export const parseVersion = (output: string): string | undefined =>
  /^ovs-vsctl \(Open vSwitch\) (\d+(?:\.\d+)*)/.exec(output)?.[1]

/** 1.0 and its corrections: no `--id`, no formats of lists, no marks, no removal of rows by the database. */
export const isFirstVersion = (version: string | undefined): boolean =>
  version !== undefined && /^1\.0(?:\.|$)/.test(version)
