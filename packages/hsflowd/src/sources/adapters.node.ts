import { hostAdapters } from '@host-sflow/sflow-encoder'
import type { SystemFacts } from '../host/host.ts'
import type { FieldsOf, Source } from './source.ts'

type Adapter = { ifIndex: number; mac_address: readonly string[] }

/** Interfaces with addresses. Their index is known where they have a link-local IPv6 address: it is the address's scope. */
function adaptersOf(interfaces: ReturnType<SystemFacts['networkInterfaces']>): Adapter[] {
  const adapters: Adapter[] = []
  for (const addresses of Object.values(interfaces)) {
    const mac = addresses?.[0]?.mac.replaceAll(':', '') ?? ''
    if (addresses === undefined || addresses[0]?.internal || !/^(?!0{12})[\da-f]{12}$/.test(mac)) continue
    const scope = addresses.find((each) => each.family === 'IPv6' && each.scopeid !== 0)
    adapters.push({ ifIndex: scope?.family === 'IPv6' ? scope.scopeid : 0, mac_address: [mac] })
  }
  return adapters
}

/** Interfaces of any system. */
export const adaptersNode: Source = {
  name: 'adapters',
  emits: [hostAdapters],
  reads: [],
  missing: 'interfaces without an address, the index of those without IPv6, all interface counters',
  open({ os }) {
    const fields: FieldsOf<typeof hostAdapters> = {}
    const records = [{ row: hostAdapters, fields }] as const
    return {
      collect() {
        fields.adapters = adaptersOf(os.networkInterfaces())
        return records
      },
      close: () => undefined,
    }
  },
}
