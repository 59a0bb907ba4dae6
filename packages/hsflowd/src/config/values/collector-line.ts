import { kind } from './kind.ts'
import { host } from './addresses.ts'
import { device, namespace } from './names.ts'
import { wholeNumber } from './numbers.ts'
import type { ValueKind } from '../declaration.ts'

/** A collector in one word. */
export interface CollectorLine {
  readonly ip: string
  readonly udpport?: number
  readonly dev?: string
  readonly namespace?: string
}

const fields = { ip: host, udpport: wholeNumber(1, 65_535), dev: device, namespace } as const
const names = ['ip', 'udpport', 'dev', 'namespace'] as const

/** `host/port/dev/namespace`; all behind the host may be empty or missing. */
export const collectorLine: ValueKind<CollectorLine> = kind({
  placeholder: 'HOST[/PORT[/DEVICE[/NAMESPACE]]]',
  describe: 'collector as host/port/dev/namespace; what is empty is not set',
  jsonSchema: { type: 'string', minLength: 1, maxLength: 600 },
  read(text) {
    const parts = text.split('/', names.length + 1)
    const values: Record<string, unknown> = {}
    for (const [i, part] of parts.entries()) {
      const name = names[i]
      if (name === undefined) return undefined
      if (part === '' && i > 0) continue
      const result = fields[name].schema.safeParse(part)
      if (!result.success) return undefined
      values[name] = result.data
    }
    return values as unknown as CollectorLine
  },
  needed: () => 'a collector as host/port/dev/namespace is needed',
  format: ({ ip, udpport, dev, namespace: ns }) =>
    [ip, udpport ?? '', dev ?? '', ns ?? ''].join('/').replace(/\/+$/u, ''),
})
