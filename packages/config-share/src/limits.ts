/** More than any host needs; protects every agent from a file that is not what it seems. */
export const FILE_BYTES_MAX = 64 * 1024
export const FILE_LINES_MAX = 1000

/** A revision stays a positive signed 32-bit number, since readers keep it in one; after the last comes 1. */
export const REVISION_MAX = 0x7fff_ffff
