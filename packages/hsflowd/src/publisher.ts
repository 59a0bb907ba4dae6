import type { Collectors } from '@host-sflow/agent-runtime'
import type { LiveSettings } from './settings/live-settings.ts'
import type { SharedFile } from './shared-file.ts'
import type { Stream } from './stream.ts'

/** A slow DNS server holds the settings of the other agents up for no longer. */
const SETTLE_LIMIT_MS = 1000

/** What is in force, and the file that tells it to the other agents. */
export interface PublisherOptions {
  readonly sharedFile: SharedFile
  readonly live: LiveSettings
  readonly stream: Pick<Stream, 'election'>
  readonly collectors: Pick<Collectors, 'active' | 'ready'>
  /** The file has another revision. */
  readonly onRevision: () => void
}

/** Keeps the shared file true. */
export interface Publisher {
  /** Writes what has changed; cheap while nothing has. Never throws. */
  publish(): Promise<void>
  /**
   * The same once the names of new collectors are resolved, or 1 s has passed: a file without them would silence the
   * other agents for a moment.
   */
  settleAndPublish(): Promise<void>
  /** Publishes nothing more, except, if asked for, that every agent is to fall silent. */
  stop(withdraw: boolean): Promise<void>
}

export function createPublisher(options: PublisherOptions): Publisher {
  const { sharedFile, live, stream, collectors, onRevision } = options
  let settling = 0
  let stopped = false

  async function publish(): Promise<void> {
    // Before the first answer of DNS the file of the last run goes on to be true; the last word of this one has been said.
    if (settling > 0 || live.waiting || stopped) return
    const { revision } = sharedFile
    const { settings } = live.effective
    await sharedFile.publish({
      settings: settings.off ? null : settings,
      election: stream.election,
      collectors: collectors.active(),
    })
    if (sharedFile.revision !== revision) onRevision()
  }

  return {
    publish,
    async settleAndPublish() {
      settling++
      await collectors.ready(SETTLE_LIMIT_MS)
      settling--
      await publish()
    },
    async stop(withdraw) {
      stopped = true
      if (withdraw) await sharedFile.publish({ settings: null, election: stream.election, collectors: [] })
    },
  }
}
