import type { Lint } from './lint.ts'

/** Where settings come from, when the file contradicts itself about it. */
export const lintDnsSd: Lint = function* ({ values, collectors, dnsSd, dnsSdOff, places }, line) {
  const asked = places.has('dns-sd') ? 'dns-sd' : 'DNSSD'
  if (dnsSd !== undefined && collectors.length > 0)
    yield {
      path: asked,
      message:
        `DNS-SD replaces the ${collectors.length === 1 ? 'collector' : 'collectors'} of this file ` +
        `(line ${line('collector[0]')}): ${collectors.length === 1 ? 'it counts' : 'they count'} only while DNS has none`,
    }
  if (dnsSdOff && collectors.length === 0)
    yield { path: 'DNSSD', message: 'DNS-SD is off and no collector is named: nothing will be sent' }
  if (values.DNSSD_domain !== undefined && dnsSd === undefined)
    yield { path: 'DNSSD_domain', message: '"DNSSD_domain" has no effect: DNS-SD is not used' }
}
