// Records what this kernel says about a few interfaces, next to what iproute2 says about the same ones.
// Run as root after a build: node packages/linux-net/testdata/capture.mjs
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { netlinkProtocol, openNetlink, withNetworkNamespace } from '../dist/index.js'

const namespace = `hsf-capture-${process.pid}`
const ip = (...args) => execFileSync('ip', ['-n', namespace, ...args], { encoding: 'utf8' })
const setUp = [
  'link set lo up',
  'link add veth0 type veth peer name veth1',
  'link add br0 type bridge',
  'link set veth1 master br0',
  'link set veth0 alias uplink-ü up',
  'link set veth1 up',
  'link set br0 up promisc on',
  'link add vxlan7 type vxlan id 7 dstport 4789 local 127.0.0.1',
  'link add link veth0 name macvlan0 type macvlan mode bridge',
  'tuntap add tun0 mode tun',
  'addr add 10.9.0.1/24 dev br0',
  'addr add 10.9.0.2/24 dev br0 label br0:two',
  'addr add 10.8.0.1 peer 10.8.0.2/32 dev tun0',
  'addr add 2001:db8::1/64 dev br0 nodad',
  'addr add 2001:db8:0:0:1::1/64 dev br0 nodad preferred_lft 0',
  'addr add 2001:db8::2/64 dev br0 mngtmpaddr noprefixroute',
]

function collect(read) {
  const messages = []
  read((type, view, start, end) => {
    messages.push({
      type,
      hex: Buffer.from(view.buffer, view.byteOffset + start, end - start).toString('hex'),
    })
  })
  return messages
}

const save = (name, content) =>
  writeFileSync(
    new URL(`${name}.json`, import.meta.url),
    `${JSON.stringify({ kernel: release(), ...content }, null, 1)}\n`,
  )

execFileSync('ip', ['netns', 'add', namespace])
try {
  const inside = (options) =>
    withNetworkNamespace(namespace, () => openNetlink(netlinkProtocol.route, options))
  for (const command of setUp) ip(...command.split(' '))
  await setTimeout(2000) // duplicate address detection ends, so that two readings agree
  const watch = inside({ groups: [1, 5, 9] })
  ip('link', 'set', 'veth1', 'nomaster')
  ip('link', 'set', 'veth1', 'master', 'br0')
  ip('addr', 'del', '10.9.0.2/24', 'dev', 'br0')
  ip('addr', 'add', '10.9.0.2/24', 'dev', 'br0', 'label', 'br0:two')
  ip('link', 'del', 'macvlan0')
  save('notifications', { messages: collect((visit) => watch.drain(visit)) })

  const socket = inside()
  const links = collect((visit) => socket.dump({ type: 18, body: new Uint8Array(16) }, visit))
  save('links', { messages: links, ip: JSON.parse(ip('-j', '-d', '-s', 'link')) })
  const addresses = collect((visit) => socket.dump({ type: 22, body: new Uint8Array(8) }, visit))
  save('addresses', { messages: addresses, ip: JSON.parse(ip('-j', '-d', 'addr')) })
  // The mask selects IFLA_STATS_LINK_64.
  const body = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
  const stats = collect((visit) => socket.dump({ type: 94, body }, visit))
  save('stats', { messages: stats, ip: JSON.parse(ip('-j', '-s', 'link')) })

  const generic = openNetlink(netlinkProtocol.generic)
  // CTRL_CMD_GETFAMILY of "nlctrl".
  const family = Uint8Array.of(3, 1, 0, 0, 11, 0, 2, 0, ...Buffer.from('nlctrl\0\0'))
  save('generic-family', { messages: collect((visit) => generic.request({ type: 16, body: family }, visit)) })
} finally {
  execFileSync('ip', ['netns', 'del', namespace])
}
