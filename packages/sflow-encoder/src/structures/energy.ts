import { i32, u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

export const energy = counterRecord(
  'energy',
  {
    enterprise: 0,
    format: 3000,
    spec: 'sflow mailing list (thread gN3nxSi2SBs)',
    status: 'draft',
    sflowtool: false,
    notes:
      'the circulated text writes the unknown value as 4,294,976,295 (digit transposition); use 0xffffffff',
  },
  {
    voltage: u32({ unit: 'mV', unknown: -1 }),
    current: u32({ unit: 'mA', unknown: -1 }),
    real_power: u32({ unit: 'mW', unknown: -1 }),
    power_factor: i32({
      unit: 'hundredths_of_percent',
      unset: -2147483647,
      note: '2147483647 = DC; -10000..10000 for AC',
    }),
    energy: u32({ unit: 'mJ', kind: 'counter' }),
    errors: u32({ kind: 'counter' }),
  },
)
