import { openNetlink, netlinkProtocol, openRtnetlink } from '../../src/index.ts'

// Started with --expose-gc: what many polls leave behind in memory.

const collect = globalThis.gc
if (collect === undefined) throw new Error('start with --expose-gc')
const residentBytes = (): number => {
  collect()
  return process.memoryUsage.rss()
}
/** Finalizers run in tasks of their own, so collection needs some turns of the event loop. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const rtnetlink = openRtnetlink()
let visits = 0
const poll = (times: number): void => {
  for (let index = 0; index < times; index += 1) {
    rtnetlink.stats(() => {
      visits += 1
    })
  }
}
poll(2000)
const beforePolls = residentBytes()
poll(10_000)
const pollGrowthBytes = residentBytes() - beforePolls

const openAndClose = async (times: number): Promise<void> => {
  for (let index = 0; index < times; index += 1) {
    openNetlink(netlinkProtocol.route).close()
    if (index % 100 === 99) await settle()
  }
}
await openAndClose(200)
const beforeSockets = residentBytes()
await openAndClose(1500)
const socketGrowthBytes = residentBytes() - beforeSockets

process.stdout.write(JSON.stringify({ visits, pollGrowthBytes, socketGrowthBytes }))
