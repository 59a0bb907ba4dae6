import { basename } from 'node:path'

/** What begins the address of a program that serves nothing; the path of the program follows. */
const CLIENT = 'client '

/** The address of a program that serves nothing, but makes requests. */
export const clientAddressOf = (program: string): string => `${CLIENT}${program}`

/** The name of a service, for people and as the application of its operations: `port 8080`, a path, a program. */
export function labelOf(address: number | string): string {
  if (typeof address === 'number') return `port ${address}`
  return address.startsWith(CLIENT) ? basename(address) : address
}
