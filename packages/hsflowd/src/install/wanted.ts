import type { Settings } from '../settings/settings.ts'

/** The drop-ins that the settings ask for, by name. */
export function wantedDropIns({ collectors }: Pick<Settings, 'collectors'>): string[] {
  const wanted = [
    collectors.some(({ device }) => device !== undefined) && 'collector-dev',
    collectors.some(({ namespace }) => namespace !== undefined) && 'collector-namespace',
  ]
  return wanted.filter((name) => name !== false)
}
