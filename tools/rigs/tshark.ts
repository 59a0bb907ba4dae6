import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pcapOf } from './datagrams.ts'
import { TSHARK_FIELDS } from './tshark-fields.ts'

const run = promisify(execFile)
const PORT = 6343

/** Values as tshark prints them: numbers in decimal, addresses as text, bytes in hex. */
export type TsharkFields = Record<string, string>

export type TsharkRecord = {
  /** `enterprise:format`, as it reads them. */
  tag: string
  /** tshark's own title, e.g. `Generic interface counters`. */
  title: string
  fields: TsharkFields
  /**
   * False after the first standard record that tshark does not know: Debian 12's tshark 4.0 does not skip
   * such a record's body, so the rest of that sample is garbage. The next sample is found by its length.
   */
  reliable: boolean
}

export type TsharkSample = { tag: string; title: string; fields: TsharkFields; records: TsharkRecord[] }

export type TsharkDatagram = {
  fields: TsharkFields
  samples: TsharkSample[]
  /** tshark gave up inside the datagram; samples after that point are missing. */
  malformed: boolean
}

/**
 * What tshark makes of sFlow datagrams. Fields that have a name in the sFlow standard carry that name.
 * @throws when tshark is missing or fails
 */
export async function tsharkDecode(datagrams: readonly Uint8Array[]): Promise<TsharkDatagram[]> {
  const dir = await mkdtemp(join(tmpdir(), 'rig-tshark-'))
  try {
    const file = join(dir, 'datagrams.pcap')
    await writeFile(file, pcapOf(datagrams, PORT))
    const { stdout } = await run(
      'tshark',
      ['-n', '-r', file, '-d', `udp.port==${PORT},sflow`, '-T', 'pdml'],
      {
        maxBuffer: 256 * 1024 * 1024,
        env: { ...process.env, HOME: dir, LC_ALL: 'C' },
      },
    )
    return stdout.split('<packet>').slice(1).map(datagramOf)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

type Node = { name: string; show: string; children: Node[] }

// PDML rather than -T json: it keeps the order of records, and JSON gives samples with equal titles equal keys.
function datagramOf(pdml: string): TsharkDatagram {
  const start = pdml.indexOf('<proto name="sflow"')
  const sflow = parse(start < 0 ? '' : pdml.slice(start))
  const samples = sflow.children.filter((node) => node.name === '' && node.children.length > 0).map(sampleOf)
  return { fields: fieldsOf(sflow), samples, malformed: pdml.includes('name="_ws.malformed"') }
}

function sampleOf(node: Node): TsharkSample {
  const records: TsharkRecord[] = []
  let reliable = true
  for (const child of node.children.filter((each) => each.name === '' && each.children.length > 0)) {
    const tag = tagOf(child, ['sflow_245.flow_record_format', 'sflow_245.counters_record_format'])
    records.push({ tag, title: child.show, fields: fieldsOf(child), reliable })
    if (child.show === 'Unknown sample format') reliable = false
  }
  return { tag: tagOf(node, ['sflow_245.sampletype']), title: node.show, fields: fieldsOf(node), records }
}

function tagOf(node: Node, formats: readonly string[]): string {
  const shown = (names: readonly string[]): string =>
    node.children.find((child) => names.includes(child.name))?.show ?? '?'
  return `${shown(['sflow.enterprise'])}:${shown(formats)}`
}

function fieldsOf(node: Node): TsharkFields {
  const named = node.children.filter((child) => child.name !== '')
  return Object.fromEntries(named.map((child) => [TSHARK_FIELDS[child.name] ?? child.name, child.show]))
}

// tshark writes one element per line, so a line is an opening tag, a closing tag or a whole element.
function parse(pdml: string): Node {
  const root: Node = { name: 'root', show: '', children: [] }
  const open: Node[] = [root]
  for (const line of pdml.split('\n')) {
    if (/^\s*<\/(field|proto)>/.test(line)) {
      open.pop()
      if (open.length === 1) break
    } else if (/^\s*<(field|proto) /.test(line)) {
      const attribute = (name: string): string =>
        unescapeXml(new RegExp(` ${name}="([^"]*)"`).exec(line)?.[1] ?? '')
      // Bytes have no `show`, only a value in hex.
      const node = { name: attribute('name'), show: attribute('show') || attribute('value'), children: [] }
      open.at(-1)!.children.push(node)
      if (!line.trimEnd().endsWith('/>')) open.push(node)
    }
  }
  return root.children[0] ?? root
}

function unescapeXml(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '')
}
