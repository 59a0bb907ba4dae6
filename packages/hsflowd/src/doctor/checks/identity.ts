import type { HostFiles, HostPath } from '../../host/files.ts'
import { machineIdFiles, machineUuidFiles, usableUuid, uuidFromMachineId, uuidText } from '../../host/uuid.ts'
import { formatOrigin } from '../../settings/origin.ts'
import { ok, warn, type Check } from '../check.ts'

/** The UUID by which collectors know this host. */
export const identity: Check = {
  name: 'identity',
  async run({ effective, host }) {
    const { origins, settings } = await effective()
    if (settings.uuid !== undefined) {
      const origin = origins.get('uuid')
      return [
        ok(
          `uuid ${uuidText(settings.uuid)} from ${origin === undefined ? 'the settings' : formatOrigin(origin)}`,
        ),
      ]
    }
    const found = find(host.files)
    if (found === undefined)
      return [
        warn(
          'this host has no UUID: collectors know it by its address only',
          'systemd-machine-id-setup; or set uuid in hsflowd.conf',
        ),
      ]
    const note = found.unreadable
      ? ' (only root can read that of the firmware, which a daemon started as root uses)'
      : ''
    return [ok(`uuid ${uuidText(found.uuid)} from ${found.file}${note}`)]
  },
}

interface Found {
  readonly uuid: string
  readonly file: string
  /** A better file is there, and cannot be read. */
  readonly unreadable: boolean
}

/** As {@link hostUuid} does, with the place. */
function find(files: HostFiles): Found | undefined {
  let unreadable = false
  const read = (file: HostPath): string => {
    try {
      return (files.readText(file) ?? '').replaceAll('\0', '')
    } catch {
      unreadable = true
      return ''
    }
  }
  const ways = [
    ...machineUuidFiles.map((file) => [file, usableUuid] as const),
    ...machineIdFiles.map((file) => [file, uuidFromMachineId] as const),
  ]
  for (const [file, toUuid] of ways) {
    const uuid = toUuid(read(file))
    if (uuid !== undefined) return { uuid, file: files.path(file), unreadable }
  }
  return undefined
}
