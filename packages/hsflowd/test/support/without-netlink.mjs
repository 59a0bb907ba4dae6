// Loaded before a program (NODE_OPTIONS=--import): as in a sandbox that forbids AF_NETLINK, such as a systemd unit with
// RestrictAddressFamilies=AF_INET AF_INET6, socket(2) answers EAFNOSUPPORT for it.
import koffi from 'koffi'

/** Number of socket(2), asm/unistd.h. */
const SOCKET = { x64: 41, arm64: 198 }[process.arch]
const [AF_NETLINK, EAFNOSUPPORT] = [16, 97]
// linux/filter.h, linux/seccomp.h, linux/prctl.h
const [LOAD, JUMP_IF_EQUAL, RETURN] = [0x20, 0x15, 0x06]
const [ERRNO, ALLOW] = [0x0005_0000, 0x7fff_0000]
const [PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_SET_NO_NEW_PRIVS] = [22, 2, 38]

/** struct sock_filter: code, jump if true, if false, value. struct seccomp_data has nr at 0, the arguments from 16. */
const filter = [
  [LOAD, 0, 0, 0],
  [JUMP_IF_EQUAL, 0, 3, SOCKET],
  [LOAD, 0, 0, 16],
  [JUMP_IF_EQUAL, 0, 1, AF_NETLINK],
  [RETURN, 0, 0, ERRNO | EAFNOSUPPORT],
  [RETURN, 0, 0, ALLOW],
]

const prctl = koffi.load(null).func('int prctl(int, ulong, void *, ulong, ulong)')
const instructions = koffi.alloc('uint8_t', filter.length * 8)
const code = new DataView(koffi.view(instructions, filter.length * 8))
for (const [i, [operation, yes, no, value]] of filter.entries()) {
  code.setUint16(i * 8, operation, true)
  code.setUint8(i * 8 + 2, yes)
  code.setUint8(i * 8 + 3, no)
  code.setUint32(i * 8 + 4, value, true)
}
/** struct sock_fprog */
const program = koffi.alloc('uint8_t', 16)
const head = new DataView(koffi.view(program, 16))
head.setUint16(0, filter.length, true)
head.setBigUint64(8, BigInt(instructions), true)
if (prctl(PR_SET_NO_NEW_PRIVS, 1, null, 0, 0) !== 0) throw new Error('PR_SET_NO_NEW_PRIVS')
if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) !== 0) throw new Error('PR_SET_SECCOMP')
