import { hostDescr } from '@host-sflow/sflow-encoder'
import { HostError } from '../host/errors.ts'
import { machineType, osName } from '../host/machine.ts'
import type { FieldsOf, Source } from './source.ts'

/** Name of any system; its UUID must be configured. */
export const descrNode: Source = {
  name: 'descr',
  emits: [hostDescr],
  reads: [],
  missing: 'the UUID, unless it is configured',
  open({ os, platform, uuid, note }) {
    if (uuid === undefined) note(new HostError('HSF_HOST_NO_UUID'))
    const fields: FieldsOf<typeof hostDescr> = {
      uuid,
      machine_type: machineType(os.machine()),
      os_name: osName(platform),
      os_release: os.release(),
    }
    const records = [{ row: hostDescr, fields }] as const
    return {
      collect() {
        fields.hostname = os.hostname()
        return records
      },
      close: () => undefined,
    }
  },
}
