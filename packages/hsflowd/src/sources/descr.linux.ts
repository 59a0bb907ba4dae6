import { hostDescr } from '@host-sflow/sflow-encoder'
import { HostError } from '../host/errors.ts'
import { machineType, osName } from '../host/machine.ts'
import { hostUuid, machineIdFiles, machineUuidFiles } from '../host/uuid.ts'
import type { FieldsOf, Source } from './source.ts'

/** Name and identity of a Linux host. Its name may change while the daemon runs. */
export const descrLinux: Source = {
  name: 'descr',
  emits: [hostDescr],
  reads: ['proc:sys/kernel/hostname', ...machineUuidFiles, ...machineIdFiles],
  needs: [{ right: 'root', for: 'the UUID of the firmware; others get one derived from /etc/machine-id' }],
  open({ files, os, platform, uuid, note }) {
    const own = uuid ?? hostUuid(files)
    if (own === undefined) note(new HostError('HSF_HOST_NO_UUID'))
    const hostname = files.keep('proc:sys/kernel/hostname', { whole: true })
    const fields: FieldsOf<typeof hostDescr> = {
      hostname: os.hostname(),
      uuid: own,
      machine_type: machineType(os.machine()),
      os_name: osName(platform),
      os_release: os.release(),
    }
    const records = [{ row: hostDescr, fields }] as const
    let bytes = Buffer.alloc(0)
    return {
      collect() {
        const text = hostname.read()
        if (text !== undefined && text.bytes.compare(bytes, 0, bytes.length, 1, text.end) !== 0) {
          bytes = Buffer.from(text.bytes.subarray(1, text.end))
          fields.hostname = bytes.toString('utf8').trim()
        }
        return records
      },
      close: () => hostname.close(),
    }
  },
}
