import type { Settings } from '../settings/settings.ts'

/** The drop-ins that the settings ask for, by name. */
export function wantedDropIns({ collectors, json }: Pick<Settings, 'collectors' | 'json'>): string[] {
  const wanted = [
    collectors.some(({ device }) => device !== undefined) && 'collector-dev',
    collectors.some(({ namespace }) => namespace !== undefined) && 'collector-namespace',
    /^\/(?:var\/)?tmp\//u.test(json?.fifo ?? '') && 'shared-tmp',
  ]
  return wanted.filter((name) => name !== false)
}
