import { skip, warn, type Check } from '../check.ts'

/** This software did not exist before. */
const EARLIEST = Date.UTC(2026, 0, 1)

/** sFlow has no time of day in it, but logs, status and DNS signatures do. */
export const clock: Check = {
  name: 'clock',
  run({ clock: time }) {
    const now = new Date(time.dateMs())
    if (now.getTime() >= EARLIEST) return [skip(now.toISOString())]
    return [warn(`this host believes that it is ${now.toISOString()}`, 'set it: timedatectl set-ntp true')]
  },
}
