import { enumeration, mac, string, u32, u64 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extended80211Rx = flowRecord(
  'extended_80211_rx',
  { enterprise: 0, format: 1014, spec: 'sflow_80211.txt' },
  {
    ssid: string(32, { sflowtool: 'rx_SSID' }),
    bssid: mac({ sflowtool: 'rx_BSSID' }),
    version: enumeration('ieee80211_version', { sflowtool: 'rx_version' }),
    channel: u32({ kind: 'identifier', sflowtool: 'rx_channel' }),
    speed: u64({ unit: 'bits/s', sflowtool: 'rx_speed' }),
    rsni: u32({ sflowtool: 'rx_rsni' }),
    rcpi: u32({ sflowtool: 'rx_rcpi' }),
    packet_duration: u32({ unit: 'us', sflowtool: 'rx_packet_uS' }),
  },
)
