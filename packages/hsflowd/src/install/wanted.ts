import { needsSocket } from '../modules/ovs/needs-socket.ts'
import type { Settings } from '../settings/settings.ts'

/** The drop-ins that the settings ask for, by name. */
export function wantedDropIns({
  collectors,
  json,
  ovs,
}: Pick<Settings, 'collectors' | 'json' | 'ovs'>): string[] {
  const wanted = [
    collectors.some(({ device }) => device !== undefined) && 'collector-dev',
    collectors.some(({ namespace }) => namespace !== undefined) && 'collector-namespace',
    needsSocket({ ovs }) && 'ovs',
    /^\/(?:var\/)?tmp\//u.test(json?.fifo ?? '') && 'shared-tmp',
  ]
  return wanted.filter((name) => name !== false)
}
