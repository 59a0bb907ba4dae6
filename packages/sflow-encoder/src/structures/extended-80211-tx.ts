import { enumeration, mac, string, u32, u64 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extended80211Tx = flowRecord(
  'extended_80211_tx',
  { enterprise: 0, format: 1015, spec: 'sflow_80211.txt' },
  {
    ssid: string(32, { sflowtool: 'tx_SSID' }),
    bssid: mac({ sflowtool: 'tx_BSSID' }),
    version: enumeration('ieee80211_version', { sflowtool: 'tx_version' }),
    transmissions: u32({ sflowtool: 'tx_transmissions', note: '0 unknown, 1 = success on first attempt' }),
    packet_duration: u32({ unit: 'us', sflowtool: 'tx_packet_uS' }),
    retrans_duration: u32({ unit: 'us', sflowtool: 'tx_retrans_uS' }),
    channel: u32({ kind: 'identifier', sflowtool: 'tx_channel' }),
    speed: u64({ unit: 'bits/s', sflowtool: 'tx_speed' }),
    power: u32({ unit: 'mW', sflowtool: 'tx_power_mW' }),
  },
)
