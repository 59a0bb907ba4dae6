import type { Application } from '@host-sflow/config-share'
import { originInFile, type Layers } from './layers.ts'
import type { Origin } from './origin.ts'

/** Those of DNS over those of the file, sampling and polling each for itself. */
export function applicationsOf({ file, dns }: Layers, origins: Map<string, Origin>): Application[] {
  const merged = new Map<string, Application>()
  function add(application: Application, originOf: (path: string) => Origin): void {
    const id = application.name.toLowerCase()
    // Of two spellings the first one stays.
    const value = { ...merged.get(id), ...application, name: merged.get(id)?.name ?? application.name }
    merged.set(id, value)
    for (const key of ['sampling', 'polling'] as const)
      if (application[key] !== undefined) {
        const path = `${key}.${value.name}`
        origins.set(path, originOf(path))
      }
  }
  for (const each of file?.config.applications ?? []) add(each, (path) => originInFile(file, path))
  if (dns?.state === 'found')
    for (const each of dns.txt.applications) add(each, () => ({ kind: 'dns', type: 'TXT', name: dns.name }))
  return [...merged.values()]
}
