import { ageMs, duration } from '@host-sflow/agent-runtime'

/** What a running hsflowd tells of its questions to DNS, in one line. */
export function dnsSdLine(told: Readonly<Record<string, unknown>>, nowMs: number): string {
  const text = (key: string): string | undefined => {
    const value = told[key]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  const [name, server, ttlS] = [text('name'), text('server'), text('ttlS')]
  const asked = ageMs(text('lastQuery'), nowMs)
  const next = -ageMs(text('nextQuery'), nowMs)
  return [
    head(text('state'), told['remembered'] === true, name, text('lastError')),
    ...(server === undefined ? [] : [`server ${server}`]),
    ...(ttlS === undefined ? [] : [`TTL ${ttlS} s`]),
    ...(Number.isNaN(asked) ? [] : [`asked ${duration(asked)} ago`]),
    ...(Number.isNaN(next) ? [] : [`again in ${duration(next)}`]),
  ].join(', ')
}

function head(
  state: string | undefined,
  remembered: boolean,
  name: string | undefined,
  error: string | undefined,
): string {
  const kept =
    name === undefined ? '' : `; in force is ${name}${remembered ? ' as an earlier run learnt it' : ''}`
  if (state === 'found') return `found ${name ?? '?'}`
  if (state === 'off') return 'names no collector: this host is to be silent, unless the file has some'
  if (state === 'waiting') return `no answer yet${kept}`
  return `no answer${error === undefined ? '' : ` (${error})`}${kept}`
}
