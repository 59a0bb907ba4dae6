/** u32 of the wire: an hour and 11 minutes; longer ones are told as the longest. */
const LONGEST_US = 0xffffffff

/** Microseconds as records take them. */
export const wireDuration = (us: number): number => Math.min(LONGEST_US, Math.max(0, Math.round(us)))
