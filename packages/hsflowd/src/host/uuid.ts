import { createHmac } from 'node:crypto'
import type { HostFiles, HostPath } from './files.ts'

/** Files that may hold the UUID that firmware or hypervisor gave to the machine, the most telling first. */
export const machineUuidFiles = [
  'sys:class/dmi/id/product_uuid',
  'sys:hypervisor/uuid',
  'proc:device-tree/vm,uuid',
] as const satisfies readonly HostPath[]
/** Files of the operating system's own identity. */
export const machineIdFiles = [
  'root:etc/machine-id',
  'root:var/lib/dbus/machine-id',
] as const satisfies readonly HostPath[]

/** What vendors leave in place of a UUID; machines that share one would be one host to a collector. */
const placeholders = new Set([
  '03000200040005000006000700080009',
  '00020003000400050006000700080009',
  '123456781234567890abcddeefaabbcc',
  '0123456789abcdef0123456789abcdef',
])

/** 32 hexadecimal digits, bare and in lower case, whatever separates them; undefined for anything else. */
export function uuidDigits(text: string): string | undefined {
  const digits = text.trim().replaceAll(/[-.:{}]/g, '')
  return /^[\da-f]{32}$/i.test(digits) ? digits.toLowerCase() : undefined
}

/** The digits as people write them, `40d48b5d-7a62-4b2c-8e0c-1a2b3c4d5e6f`. */
export const uuidText = (digits: string): string =>
  digits.replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-')

/** The digits, unless they are a placeholder. */
export function usableUuid(text: string): string | undefined {
  const digits = uuidDigits(text)
  if (digits === undefined || placeholders.has(digits)) return undefined
  // 16 equal bytes: nothing was written into the memory that should hold it.
  return /^(..)\1{15}$/.test(digits) ? undefined : digits
}

/** Which application the machine's id is made known to: `systemd-id128 machine-id -a` with it prints the same UUID. */
export const APPLICATION_ID = '7f3f4f5a2b6d4d7e9c1a6e0b5d8c2f41'

/**
 * A UUID made from /etc/machine-id. The id itself must not be sent over a network (machine-id(5)); as that page
 * asks, what is sent is HMAC-SHA256(key = machine-id, message = application id), cut to 16 bytes, with the bits of a
 * version 4 UUID.
 */
export function uuidFromMachineId(machineId: string): string | undefined {
  const digits = usableUuid(machineId)
  if (digits === undefined) return undefined
  const bytes = createHmac('sha256', Buffer.from(digits, 'hex'))
    .update(Buffer.from(APPLICATION_ID, 'hex'))
    .digest()
    .subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex')
}

/**
 * The host's UUID from firmware, else from the operating system; undefined when neither has one. The text of DMI is
 * taken as the kernel and `dmidecode` print it, which already accounts for the byte order of SMBIOS.
 */
export function hostUuid(files: HostFiles): string | undefined {
  for (const file of machineUuidFiles) {
    const uuid = usableUuid(readable(files, file).replaceAll('\0', ''))
    if (uuid !== undefined) return uuid
  }
  for (const file of machineIdFiles) {
    const uuid = uuidFromMachineId(readable(files, file))
    if (uuid !== undefined) return uuid
  }
  return undefined
}

/** Only root may read the firmware's: for others the next file serves. */
function readable(files: HostFiles, file: HostPath): string {
  try {
    return files.readText(file) ?? ''
  } catch {
    return ''
  }
}
