// Fields whose lines do not follow from their wire type: what sflowtool prints for them, by row.
import {
  appOperation,
  enumerations,
  extendedFunction,
  extendedGateway,
  extendedHwTrap,
  extendedLinuxDropReason,
  extendedMpls,
  extendedMplsFTN,
  extendedMplsTunnel,
  extendedMplsVc,
  extended80211Rx,
  extended80211Tx,
  extendedTcpInfo,
  extendedUrl,
  extendedUser,
  extendedVlantunnel,
  hostAdapters,
  lagPortStats,
  memcacheOperation,
  ofPort,
  sfp,
  type DecodedFields,
  type Fields,
  type Row,
} from '@host-sflow/sflow-encoder'
import type { Line } from './lines.ts'
import { cutText } from './texts.ts'
import { stringPrinter, type Print } from './values.ts'

/** The lines of one field; `label` is the one that its row gives. */
export type FieldLines = (value: never, label: string) => Line[]

type FieldsOf<R extends Row> = R extends Row<infer F> ? F : Fields
type Special<R extends Row> = {
  readonly [K in keyof FieldsOf<R>]?: (value: DecodedFields<FieldsOf<R>>[K], label: string) => Line[]
}

const special = new Map<Row, Readonly<Record<string, FieldLines>>>()

/** What sflowtool prints for the fields of `row` in a way of its own. */
export const specialFieldsOf = (row: Row): Readonly<Record<string, FieldLines>> => special.get(row) ?? {}

function define<R extends Row>(row: R, lines: Special<R>): void {
  special.set(row, lines as Readonly<Record<string, FieldLines>>)
}

const one =
  (print: Print) =>
  (value: unknown, label: string): Line[] => {
    const text = print(value)
    return text === undefined ? [] : [[label, text]]
  }
const limited = (limit: number) => one(stringPrinter(limit))
// Printed also when empty.
const always = (value: string, label: string): Line[] => [[label, cutText(value, 199)]]
const user = (value: Uint8Array, label: string): Line[] => always(Buffer.from(value).toString(), label)
const named = (names: Readonly<Record<number, string>>, other: (value: number) => string) =>
  one((value) => names[value as number] ?? other(value as number))
const joined = <T>(values: readonly T[], label: string, text: (value: T) => string): Line[] =>
  values.length === 0 ? [] : [[label, values.map(text).join('-')]]

const mplsStack = (stack: readonly number[], label: string): Line[] =>
  joined(stack, label, (x) => `${x >>> 12}.${(x >> 9) & 7}.${(x >> 8) & 1}.${x & 255}`)

define(appOperation, {
  status_descr: limited(31),
  status: named(enumerations.app_status, (value) => `<out-of-range=${value}>`),
})
define(extendedTcpInfo, { dir: named(enumerations.packet_direction, () => 'unknown') })
define(extendedFunction, { symbol: limited(63) })
define(extendedHwTrap, { group: limited(63), trap: limited(63) })
define(extendedLinuxDropReason, { reason: limited(63) })
define(extendedMplsTunnel, { tunnel_lsp_name: limited(99) })
define(extendedMplsVc, { vc_instance_name: limited(99) })
define(extendedMplsFTN, { mplsFTNDescr: limited(99) })
// An SSID of the full 32 bytes is not cut.
define(extended80211Rx, { ssid: limited(255) })
define(extended80211Tx, { ssid: limited(255) })
define(extendedUser, { src_user: user, dst_user: user })
define(extendedUrl, { url: always, host: always })
define(memcacheOperation, {
  key: (value, label) => (value === '' ? [] : [[label, encodeURIComponent(cutText(value, 254))]]),
})
define(ofPort, {
  datapath_id: one((value) =>
    BigInt(value as number)
      .toString(16)
      .padStart(16, '0'),
  ),
})
define(lagPortStats, {
  dot3adAggPortState: (value, labels) =>
    labels
      .split(',')
      .map((label, i): Line => [label, `${Number.parseInt(value.slice(2 * i, 2 * i + 2), 16)}`]),
})
define(extendedMpls, { in_stack: mplsStack, out_stack: mplsStack })
define(extendedVlantunnel, {
  stack: (stack, label) =>
    joined(stack, label, (x) => {
      const tpid = (x >>> 16).toString(16).padStart(4, '0')
      return `0x${tpid}${(x >> 13) & 7}.${(x >> 12) & 1}.${x & 4095}`
    }),
})
define(hostAdapters, {
  adapters: (adapters) =>
    adapters.flatMap(({ ifIndex, mac_address: macs }, i): Line[] => [
      [`adaptor_${i}_ifIndex`, `${ifIndex}`],
      [`adaptor_${i}_MACs`, `${macs.length}`],
      ...macs.map((mac, j): Line => [`adaptor_${i}_MAC_${j}`, mac]),
    ]),
})

const AS_SET = 1
define(extendedGateway, {
  // Nothing stands between two segments; scripts that take this apart expect just that.
  dst_as_path: (segments) => {
    const path = segments
      .map(({ type, as_numbers: numbers }) =>
        type === AS_SET ? `(${numbers.join('-')})` : numbers.join('-'),
      )
      .join('')
    return [
      ...(segments.length === 0 ? [] : [['dst_as_path', path] as const]),
      ['dst_as', `${segments.at(-1)?.as_numbers.at(-1) ?? 0}`],
      ['dst_peer_as', `${segments[0]?.as_numbers[0] ?? 0}`],
    ]
  },
  communities: (values, label) => joined(values, label, String),
})

// The literal `%u` is how sflowtool names these: scripts look for it.
const LANE_LABELS = {
  index: 'index',
  tx_bias_current: 'tx_bias_current_uA',
  tx_power: 'tx_power_uW.%u',
  tx_power_min: 'tx_power_min_uW.%u',
  tx_power_max: 'tx_power_max_uW.%u',
  tx_wavelength: 'tx_wavelength_nM.%u',
  rx_power: 'rx_power_uW.%u',
  rx_power_min: 'rx_power_min_uW.%u',
  rx_power_max: 'rx_power_max_uW.%u',
  rx_wavelength: 'rx_wavelength_nM.%u',
} as const
define(sfp, {
  lanes: (lanes) => [
    ['sfp_module_active_lanes', `${lanes.length}`],
    ...lanes.flatMap((lane, i) =>
      Object.entries(LANE_LABELS).map(([name, label]): Line => [
        `sfp_lane_${label}.${i}`,
        `${lane[name as keyof typeof LANE_LABELS]}`,
      ]),
    ),
  ],
})
