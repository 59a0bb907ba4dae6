import { lagPortStats } from '@host-sflow/sflow-encoder'
import type { HostPath } from '../host/files.ts'
import type { Host } from '../host/host.ts'
import type { Link } from '../host/network.ts'
import type { KeptFile } from '../host/kept-file.ts'
import { parseBond } from './lag.ts'
import type { Bond } from './lag.ts'
import type { FieldsOf } from './source.ts'

type Lag = FieldsOf<typeof lagPortStats>

/** Fills in the record of bond members. */
export interface LagReader {
  /** False when the link is not a member of a bond that can be read. */
  fill(link: Link, fields: Lag): boolean
  close(): void
}

interface OpenBond {
  readonly name: string
  readonly file: KeptFile
  generation: number
  bond: Bond | undefined
}

/**
 * Reads bonds from /proc/net/bonding, each at most once a tick. The kernel shows system ids and states of LACP only to
 * CAP_NET_ADMIN; without it the state of the actor and of the partner come from sysfs and the ids stay unknown.
 */
export function openLag({ files, network }: Host): LagReader {
  /** By ifIndex. */
  const bonds = new Map<number, OpenBond>()
  const unsubscribe = network.subscribe({ onRemoved: drop })

  function drop(ifIndex: number): void {
    bonds.get(ifIndex)?.file.close()
    bonds.delete(ifIndex)
  }

  function bondOf({ index, name }: Link): Bond | undefined {
    let open = bonds.get(index)
    if (open?.name !== name) {
      drop(index)
      open = { name, file: files.keep(`proc:net/bonding/${name}`), generation: -1, bond: undefined }
      bonds.set(index, open)
    }
    if (open.generation !== network.generation) {
      const text = open.file.read()
      open.bond = text === undefined ? undefined : parseBond(text.bytes.toString('utf8', text.at, text.end))
      open.generation = network.generation
    }
    return open.bond
  }

  function stateOf(link: Link, side: 'actor' | 'partner'): number | undefined {
    const file: HostPath = `sys:class/net/${link.name}/bonding_slave/ad_${side}_oper_port_state`
    const state = Number.parseInt(files.readText(file) ?? '', 10)
    return Number.isNaN(state) ? undefined : state
  }

  return {
    fill(link, fields) {
      if (link.slaveKind !== 'bond' || link.master === undefined) return false
      const master = network.links.get(link.master)
      const bond = master === undefined ? undefined : bondOf(master)
      const member = bond?.members.find((each) => each.name === link.name)
      if (bond === undefined || member === undefined) return false
      const lacp = member.aggregatorId !== undefined
      fields.dot3adAggPortActorSystemID = member.actorSystem
      fields.dot3adAggPortPartnerOperSystemID = member.partnerSystem
      // A port that selected another aggregator than the active one is not attached to the bond.
      const attached = !lacp || member.aggregatorId === bond.activeAggregatorId
      fields.dot3adAggPortAttachedAggID = attached ? link.master : 0
      fields.dot3adAggPortState = lacp
        ? portState(
            member.actorState ?? stateOf(link, 'actor'),
            member.partnerState ?? stateOf(link, 'partner'),
          )
        : undefined
      return true
    },
    close() {
      unsubscribe()
      for (const ifIndex of bonds.keys()) drop(ifIndex)
    },
  }
}

/**
 * Actor's administrative and operational state, then the partner's, in the order of the specification. The kernel
 * keeps operational states only (its administrative ones are constants): both bytes of a side get it.
 */
function portState(actor = 0, partner = 0): string {
  const hex = (byte: number): string => (byte & 0xff).toString(16).padStart(2, '0')
  return hex(actor) + hex(actor) + hex(partner) + hex(partner)
}
