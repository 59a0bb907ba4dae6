// How long does encoding take, and what does it leave for the garbage collector?
import { cpus } from 'node:os'
import { allocated, compare, machine, table } from './lib.mjs'
import { datagramOf, packer, samples } from './samples.mjs'
import { decodeDatagram } from '@host-sflow/sflow-encoder'

machine(cpus())
for (const [name, sample] of Object.entries(samples)) {
  const datagram = datagramOf(sample)
  const perDatagram = decodeDatagram(datagram).samples.length
  const bytes = (datagram.length - 28) / perDatagram
  let sent = 0
  const ours = packer((d) => (sent += d.length))
  const encode = (count) => {
    for (let i = 0; i < count; i++) ours.add(sample, 0)
  }
  const from = Buffer.alloc(Math.round(bytes), 1)
  const to = Buffer.alloc(65_536)
  const copy = (count) => {
    for (let i = 0; i < count; i++) from.copy(to, (i & 31) * from.length)
  }
  const results = compare([
    { name: 'encode into datagrams', run: encode },
    { name: 'Buffer.copy of the same bytes', run: copy },
  ])
  table(
    `encode: ${name} (${Math.round(bytes)} bytes, ${perDatagram} in a datagram)`,
    ['', 'ns per sample', 'lowest', 'highest', 'million/s', 'heap bytes per sample'],
    results.map(({ name: what, ns, low, high }, i) => [
      what,
      ns.toFixed(1),
      low.toFixed(1),
      high.toFixed(1),
      (1000 / ns).toFixed(2),
      allocated(i === 0 ? encode : copy).toFixed(1),
    ]),
  )
  if (sent === 0) throw new Error('nothing was sent')
}
