import { hostAdapters } from '@host-sflow/sflow-encoder'
import { adapterLinks } from '../host/link-kind.ts'
import type { FieldsOf, Source } from './source.ts'

/** The host's own interfaces and their MAC addresses, as many as there are. */
export const adaptersLinux: Source = {
  name: 'adapters',
  emits: [hostAdapters],
  reads: ['sys:class/net/*'],
  open({ network }) {
    const fields: FieldsOf<typeof hostAdapters> = {}
    const records = [{ row: hostAdapters, fields }] as const
    let revision = -1
    return {
      collect() {
        if (network.links.size === 0) return []
        if (revision !== network.revision) {
          fields.adapters = adapterLinks(network.links).map((link) => ({
            ifIndex: link.index,
            mac_address: [link.mac],
          }))
          ;({ revision } = network)
        }
        return records
      },
      close: () => undefined,
    }
  },
}
