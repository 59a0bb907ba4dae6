import { u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const vdiCounters = counterRecord(
  'vdi_counters',
  {
    enterprise: 0,
    format: 2205,
    spec: 'sflowtool sflow.h only (VDI, not in registry)',
    status: 'undocumented',
  },
  {
    sessions_current: u32({ sflowtool: 'vdi_sessions_current' }),
    sessions_total: u32({ kind: 'counter', sflowtool: 'vdi_sessions_total' }),
    sessions_duration: u32({ unit: 's', kind: 'counter', sflowtool: 'vdi_sessions_duration' }),
    rx_bytes: u32({ kind: 'counter', sflowtool: 'vdi_rx_bytes' }),
    tx_bytes: u32({ kind: 'counter', sflowtool: 'vdi_tx_bytes' }),
    rx_packets: u32({ kind: 'counter', sflowtool: 'vdi_rx_packets' }),
    tx_packets: u32({ kind: 'counter', sflowtool: 'vdi_tx_packets' }),
    rx_packets_lost: u32({ kind: 'counter', sflowtool: 'vdi_rx_packets_lost' }),
    tx_packets_lost: u32({ kind: 'counter', sflowtool: 'vdi_tx_packets_lost' }),
    rtt_min_ms: u32({ unit: 'ms', sflowtool: 'vdi_rtt_min_ms' }),
    rtt_max_ms: u32({ unit: 'ms', sflowtool: 'vdi_rtt_max_ms' }),
    rtt_avg_ms: u32({ unit: 'ms', sflowtool: 'vdi_rtt_avg_ms' }),
    audio_rx_bytes: u32({ unit: 'bytes', kind: 'counter', sflowtool: 'vdi_audio_rx_bytes' }),
    audio_tx_bytes: u32({ unit: 'bytes', kind: 'counter', sflowtool: 'vdi_audio_tx_bytes' }),
    audio_tx_limit: u32({ unit: 'bits/s', sflowtool: 'vdi_audio_tx_limit' }),
    img_rx_bytes: u32({ kind: 'counter', sflowtool: 'vdi_img_rx_bytes' }),
    img_tx_bytes: u32({ kind: 'counter', sflowtool: 'vdi_img_tx_bytes' }),
    img_frames: u32({ kind: 'counter', sflowtool: 'vdi_img_frames' }),
    img_qual_min: u32({ unit: '0-100', sflowtool: 'vdi_img_qual_min' }),
    img_qual_max: u32({ unit: '0-100', sflowtool: 'vdi_img_qual_max' }),
    img_qual_avg: u32({ unit: '0-100', sflowtool: 'vdi_img_qual_avg' }),
    usb_rx_bytes: u32({ unit: 'bytes', kind: 'counter', sflowtool: 'vdi_usb_rx_bytes' }),
    usb_tx_bytes: u32({ unit: 'bytes', kind: 'counter', sflowtool: 'vdi_usb_tx_bytes' }),
  },
)
