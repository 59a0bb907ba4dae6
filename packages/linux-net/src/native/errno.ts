import { constants } from 'node:os'

/** Where Linux gives one number two names, the one that its manual pages use. */
const preferred = ['EAGAIN', 'EOPNOTSUPP'] as const

const names = new Map<number, string>()
for (const [name, number] of Object.entries(constants.errno)) names.set(number, name)
for (const name of preferred) names.set(constants.errno[name], name)
// Node's table ends before the numbers that only Linux has (asm-generic/errno.h).
for (const [name, number] of [
  ['ENOTUNIQ', 76],
  ['ESHUTDOWN', 108],
  ['EHOSTDOWN', 112],
] as const) {
  if (!names.has(number)) names.set(number, name)
}

/** The errno values that the code itself reacts to, Linux numbers (asm-generic/errno.h). */
export const errno = constants.errno

/** Name of an errno value: `'ENODEV'`; `'E524'` for one that has no name here. */
export function errnoName(value: number): string {
  return names.get(value) ?? `E${value}`
}
