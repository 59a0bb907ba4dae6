// What kind of machine and system this is, in the numbers of sflow_host.txt.

const machines: readonly (readonly [pattern: RegExp, type: number])[] = [
  [/^i[3-6]86$|^x86$/, 2],
  [/^x86_64$|^amd64$|^x64$/i, 3],
  [/^ia64$/, 4],
  [/^sparc/, 5],
  [/^alpha/, 6],
  [/^ppc|^powerpc/, 7],
  [/^m68k/, 8],
  [/^mips/, 9],
  [/^arm|^aarch64/i, 10],
  [/^parisc|^hppa/, 11],
  [/^s390/, 12],
]
const OTHER = 1

/** `machine_type` of what `uname -m` says. 64-bit ARM has no number of its own, RISC-V and LoongArch have none. */
export function machineType(machine: string): number {
  return machines.find(([pattern]) => pattern.test(machine))?.[1] ?? OTHER
}

const systems: Readonly<Partial<Record<NodeJS.Platform, number>>> = {
  linux: 2,
  android: 2,
  win32: 3,
  darwin: 4,
  aix: 6,
  freebsd: 8,
  netbsd: 9,
  openbsd: 10,
  sunos: 12,
}

/** `os_name` of Node's name of the platform. */
export function osName(platform: NodeJS.Platform): number {
  return systems[platform] ?? OTHER
}
