/** What asking DNS can report, with its remedy. */
const dnsSdErrors = {
  HSF_DNS_SD: {
    message: 'DNS does not say where to send',
    remedy: 'see the cause; the last settings stay, and it is asked again; try: hsflowd dns-sd --explain',
  },
  HSF_DNS_SD_NONE: {
    message: 'DNS names no collector',
    remedy:
      'collectors that the file names are used; else publish such a record, see: hsflowd dns-sd --explain',
  },
  HSF_DNS_SD_TXT: {
    message: 'DNS does not tell the settings',
    remedy: 'see the cause; the last ones stay, and it is asked again; try: hsflowd dns-sd --explain',
  },
  HSF_DNS_SD_RECORD: {
    message: 'a record of DNS is of no use',
    remedy: 'correct it in the zone; the others are used',
  },
} as const

/** Codes of conditions of DNS-SD, which lasts through all of them. */
export type DnsSdErrorCode = keyof typeof dnsSdErrors

/** The text of a condition, to be logged under its code. */
export function describeDnsSd(code: DnsSdErrorCode, detail: string): string {
  const { message, remedy } = dnsSdErrors[code]
  return `${message}: ${detail} (${remedy})`
}
