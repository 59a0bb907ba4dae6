import { array, i32, struct, u32 } from '../kit/fields.ts'
import { counterRecord } from '../kit/structures.ts'

// module_temperature is signed in spec; sflowtool prints it unsigned. sflowtool text names of lane fields contain a literal %u (sfp_lane_tx_power_uW.%u.0); JSON mode repeats every lane field under two names and emits invalid JSON when lanes is empty.
export const sfp = counterRecord(
  'sfp',
  { enterprise: 0, format: 10, spec: 'sflow_optics.txt' },
  {
    module_id: u32({
      kind: 'identifier',
      sflowtool: 'sfp_module_id',
      note: 'lowest ifIndex sharing the module',
    }),
    module_num_lanes: u32({ sflowtool: 'sfp_module_total_lanes' }),
    module_supply_voltage: u32({ unit: 'mV', sflowtool: 'sfp_module_supply_voltage' }),
    module_temperature: i32({ unit: 'mdegC', sflowtool: 'sfp_module_temperature' }),
    lanes: array(
      struct('lane', {
        index: u32({ kind: 'identifier', note: '1-based, 0 = unknown' }),
        tx_bias_current: u32({ unit: 'uA' }),
        tx_power: u32({ unit: 'uW' }),
        tx_power_min: u32({ unit: 'uW' }),
        tx_power_max: u32({ unit: 'uW' }),
        tx_wavelength: u32({ unit: 'nm' }),
        rx_power: u32({ unit: 'uW' }),
        rx_power_min: u32({ unit: 'uW' }),
        rx_power_max: u32({ unit: 'uW' }),
        rx_wavelength: u32({ unit: 'nm' }),
      }),
      { sflowtool: 'sfp_module_active_lanes + sfp_lane_*.N' },
    ),
  },
)
