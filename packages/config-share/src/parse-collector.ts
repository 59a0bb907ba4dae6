import { complaint } from './complaint.ts'
import type { Complaint } from './complaint.ts'
import { checkNumber, checkText, onlyValue } from './parse-values.ts'
import { collectorSchema, DEFAULT_COLLECTOR_PORT } from './settings.ts'
import type { Collector } from './settings.ts'
import type { Line, Token } from './tokens.ts'

const { address, port, device, namespace } = collectorSchema.shape

/**
 * `collector=IP [PORT [PRIORITY]]` or `collector=IP/PORT/DEVICE/NAMESPACE` (hsflowd.md §3.1, §11.3).
 * A priority is passed over, as every reader does.
 */
export function parseCollector(line: Line): { value: Collector } | Complaint {
  const [first] = line.values
  const fields = first?.text.includes('/') ? splitFields(line) : spacedFields(line)
  if ('code' in fields) return fields

  const collector: Collector = { address: '', port: DEFAULT_COLLECTOR_PORT }
  const checks = [
    [fields[0], (token: Token) => checkText(address, line, token), 'address'],
    [fields[1], (token: Token) => checkNumber(port, line, token), 'port'],
    [fields[2], (token: Token) => checkText(device, line, token), 'device'],
    [fields[3], (token: Token) => checkText(namespace, line, token), 'namespace'],
  ] as const
  for (const [token, check, name] of checks) {
    if (token === undefined || (token.text === '' && name !== 'address')) continue
    const checked = check(token)
    if ('code' in checked) return checked
    Object.assign(collector, { [name]: checked.value })
  }
  return { value: collector }
}

type Fields = readonly (Token | undefined)[]

function splitFields(line: Line): Fields | Complaint {
  const token = onlyValue(line)
  if ('code' in token) return token
  let { column } = token
  const fields = token.text.split('/').map((text) => {
    const field = { text, column }
    column += text.length + 1
    return field
  })
  const surplus = fields[4]
  if (surplus === undefined) return fields
  return complaint(
    'HSF_SHARED_SYNTAX',
    'a collector has four fields: IP/PORT/DEVICE/NAMESPACE',
    line,
    surplus,
  )
}

function spacedFields(line: Line): Fields | Complaint {
  const [ip, portNumber, , surplus] = line.values
  if (ip === undefined) return complaint('HSF_SHARED_SYNTAX', 'collector has no value', line)
  if (surplus === undefined) return [ip, portNumber]
  return complaint('HSF_SHARED_SYNTAX', 'a collector is IP [PORT [PRIORITY]]', line, surplus)
}
