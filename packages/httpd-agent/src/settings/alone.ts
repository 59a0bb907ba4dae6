/** What an agent that runs alone does unless told; as hsflowd's own defaults (hsflowd.conf.md). */
export const ALONE = { sampling: 400, polling: 30, datagram: 1400 } as const
