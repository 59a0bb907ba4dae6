/** Most bytes of a status file that are read, and so most that are written. */
export const MAX_STATUS_BYTES = 256 * 1024
