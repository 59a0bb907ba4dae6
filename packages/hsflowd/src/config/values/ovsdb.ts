import { textKind } from './kind.ts'

const NEEDED = 'the database of Open vSwitch is unix:SOCKET or tcp:HOST:PORT'
// ovsdb(7), "Active Database Connection Methods"; a socket without a directory is in OVS_RUNDIR. Port 6640 is its default.
const SERVER =
  /^(?:unix:[^\p{Cc}]{1,4000}|tcp:(?:\[[0-9A-Fa-f:.]{2,45}(?:%[^\s\]]{1,15})?\]|[^\s:,[\]]{1,255})(?::(\d{1,5}))?)$/u

/** A database server as the programs of Open vSwitch name it. */
export const ovsdbServer = textKind(isServer, whyNot, {
  placeholder: 'SERVER',
  describe: 'server as unix:SOCKET or tcp:HOST:PORT',
  jsonSchema: { type: 'string', pattern: '^(unix|tcp):.', maxLength: 4096 },
})

function isServer(text: string): boolean {
  const found = SERVER.exec(text)
  const port = found?.[1]
  return found !== null && (port === undefined || (Number(port) > 0 && Number(port) <= 65_535))
}

function whyNot(text: string): string {
  if (text.startsWith('/')) return `a socket is named so: unix:${text}`
  if (text.startsWith('ssl:')) return `${NEEDED}; ssl: needs keys that cannot be given here`
  if (/^p(?:unix|tcp):/u.test(text)) return `${text.split(':')[0]}: is for servers, write ${text.slice(1)}`
  return NEEDED
}
