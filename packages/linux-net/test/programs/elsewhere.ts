// The package as another system sees it: imported, asked, refused, unharmed.
Object.defineProperty(process, 'platform', { value: 'darwin' })
const net = await import('../../src/index.ts')

const codeOf = (action: () => unknown): unknown => {
  try {
    return action()
  } catch (error) {
    return error instanceof net.NetError ? error.code : error
  }
}
process.stdout.write(
  JSON.stringify({
    availability: net.linuxNetAvailable(),
    codes: [
      codeOf(() => net.openRtnetlink()),
      codeOf(() => net.watchRtnetlink({})),
      codeOf(() => net.openEthtool()),
      codeOf(() => net.openNetlink(0)),
      codeOf(() => net.openUdpSocket({ address: '127.0.0.1', port: 6343 })),
      codeOf(() => net.withNetworkNamespace('x', () => undefined)),
      codeOf(() => net.dropPrivileges({ uid: 1, gid: 1, groups: [], keep: [] })),
    ],
  }),
)
