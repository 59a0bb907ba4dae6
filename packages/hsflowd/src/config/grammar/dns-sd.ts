import type { Block } from '../declaration.ts'
import { domain } from '../values/names.ts'

export const dnsSdBlock = {
  name: 'dns-sd',
  doc: 'Learn collectors and settings by DNS-SD (SRV and TXT records of _sflow._udp), also where the file names collectors.',
  more: 'Without this block DNS-SD is used when the file names no collector.',
  since: '0.1.0',
  example: 'dns-sd { domain = example.com }',
  keys: [
    {
      name: 'domain',
      aliases: ['DNSSD_domain'],
      value: domain,
      defaultNote: 'the search list of /etc/resolv.conf',
      example: 'example.com',
      doc: 'the domain to ask below, with or without a dot in front',
      since: '0.1.0',
      reloadable: true,
      note: (value: string) => {
        const [, rest] = /^\.?_sflow\._udp\.(.+)$/iu.exec(value) ?? []
        return rest === undefined ? undefined : `_sflow._udp is put in front of it: write domain = ${rest}`
      },
    },
  ],
} as const satisfies Block
