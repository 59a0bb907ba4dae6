import { littleEndian } from '../native/libc.ts'
import type { NativeMemory } from '../native/memory.ts'
import type { EthtoolIoctl } from './ioctl.ts'

/** Speed and duplex of an interface; undefined means that the driver does not know (link down, virtual). */
export interface LinkSettings {
  /** Mb/s. */
  readonly speedMbps: number | undefined
  readonly duplex: 'half' | 'full' | undefined
}

// linux/ethtool.h
const [ETHTOOL_GSET, ETHTOOL_GLINKSETTINGS] = [0x01, 0x4c]
/** struct ethtool_link_settings: fixed part, then three bit masks of `nwords` words each. */
const SETTINGS = { speed: 4, duplex: 8, words: 15, fixedBytes: 48 } as const
const MAX_MASK_WORDS = 127
/** struct ethtool_cmd of the older command. */
const COMMAND = { speedLow: 12, duplex: 14, speedHigh: 28 } as const

/** Bytes that {@link readLinkSettings} needs in its memory. */
export const LINK_SETTINGS_BYTES = SETTINGS.fixedBytes + 3 * 4 * MAX_MASK_WORDS

/** Reads speed and duplex; undefined when the driver has neither command. */
export function readLinkSettings(
  ioctl: EthtoolIoctl,
  name: string,
  memory: NativeMemory,
): LinkSettings | undefined {
  const { view, bytes } = memory
  const ask = (command: number, words: number): boolean => {
    bytes.fill(0)
    view.setUint32(0, command, littleEndian)
    view.setInt8(SETTINGS.words, words)
    return ioctl.call(name, memory)
  }
  if (ask(ETHTOOL_GLINKSETTINGS, 0)) {
    // The first call only answers, as a negative number, how many mask words this kernel has.
    const words = -view.getInt8(SETTINGS.words)
    if (words > 0 && ask(ETHTOOL_GLINKSETTINGS, words)) {
      return settings(view.getUint32(SETTINGS.speed, littleEndian), view.getUint8(SETTINGS.duplex))
    }
  }
  if (!ask(ETHTOOL_GSET, 0)) return undefined
  const low = view.getUint16(COMMAND.speedLow, littleEndian)
  const high = view.getUint16(COMMAND.speedHigh, littleEndian)
  return settings(high === 0 && low === 0xffff ? 0 : high * 0x10000 + low, view.getUint8(COMMAND.duplex))
}

/** SPEED_UNKNOWN is -1, and 0 with some drivers; DUPLEX_UNKNOWN 0xff. */
function settings(speed: number, duplex: number): LinkSettings {
  return {
    speedMbps: speed === 0 || speed >= 0xffff_ffff ? undefined : speed,
    duplex: duplex === 0 ? 'half' : duplex === 1 ? 'full' : undefined,
  }
}
