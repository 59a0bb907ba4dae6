import type { Block, BlocksOf, ValuesOf } from '../declaration.ts'
import { collectorBlock } from './collector.ts'
import { dnsSdBlock } from './dns-sd.ts'
import { dropmonBlock } from './dropmon.ts'
import { dbusBlock, nlrouteBlock, nvmlBlock } from './host-modules.ts'
import { identityKeys } from './identity.ts'
import { containerdBlock, dockerBlock, k8sBlock, kvmBlock, systemdBlock } from './instances.ts'
import { jsonBlock } from './json.ts'
import { nflogBlock, psampleBlock, ulogBlock } from './kernel-groups.ts'
import { ignoredKeys, oldKeys } from './old-forms.ts'
import { ovsBlock } from './ovs.ts'
import { epcapBlock, pcapBlock } from './pcap.ts'
import { rateKeys } from './rates.ts'
import { sizeKeys } from './sizes.ts'
import { cumulusBlock, dentBlock, eapiBlock, opxBlock, sonicBlock, vppBlock } from './switches.ts'
import { tcpBlock } from './tcp.ts'
import { xenBlock } from './xen.ts'

/** hsflowd.conf: the one block that it consists of. */
export const sflow = {
  name: 'sflow',
  doc: 'The settings of hsflowd, and of every sFlow agent on this host.',
  since: '0.1.0',
  example: 'sflow { collector { ip = 10.0.0.50 } }',
  keys: [...rateKeys, ...identityKeys, ...sizeKeys, ...oldKeys, ...ignoredKeys],
  blocks: [
    collectorBlock,
    dnsSdBlock,
    jsonBlock,
    pcapBlock,
    epcapBlock,
    nflogBlock,
    ulogBlock,
    psampleBlock,
    dropmonBlock,
    tcpBlock,
    dockerBlock,
    containerdBlock,
    k8sBlock,
    systemdBlock,
    kvmBlock,
    xenBlock,
    ovsBlock,
    nvmlBlock,
    dbusBlock,
    nlrouteBlock,
    cumulusBlock,
    dentBlock,
    opxBlock,
    sonicBlock,
    vppBlock,
    eapiBlock,
  ],
} as const satisfies Block

/** The plain keys of sflow { } that a file gives, by name. */
export type SflowValues = ValuesOf<(typeof sflow)['keys']>

/** The blocks of sflow { } that a file has, by name. */
export type SflowBlocks = BlocksOf<(typeof sflow)['blocks']>
