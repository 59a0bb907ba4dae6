import type { Socket } from 'node:net'

/** One message; a snapshot of the largest group fits. */
const MAX_LINE_CHARACTERS = 1_048_576
/** What the other side has not read yet, in this process (the system keeps some too). */
const MAX_WAITING_BYTES = 4_194_304

export interface LinkHandlers {
  /** One message; it may close the link. */
  readonly onLine: (line: string) => void
  /** Once, whoever has closed it. */
  readonly onClose: () => void
}

/** A connection of two processes, in lines. */
export interface Link {
  /** True when there is room: the other side reads. */
  readonly hasRoom: boolean
  /**
   * Handed to the system before this returns, unless earlier bytes still wait: libuv tries to write at once. So it
   * reaches the other side also when this process is killed right after.
   */
  send(line: string | Uint8Array): void
  /** Closes it when all has been sent. */
  end(): void
  destroy(): void
}

/** Takes over a connected socket. */
export function createLink(socket: Socket, { onLine, onClose }: LinkHandlers): Link {
  let rest = ''
  socket.unref()
  socket.setEncoding('utf8')
  // 'close' follows.
  socket.on('error', () => undefined)
  socket.once('close', onClose)
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      if (socket.destroyed) return
      if (line.length > MAX_LINE_CHARACTERS) socket.destroy()
      else onLine(line)
    }
    if (rest.length > MAX_LINE_CHARACTERS) socket.destroy()
  })
  return {
    get hasRoom() {
      return socket.writableLength < MAX_WAITING_BYTES
    },
    send(line) {
      if (socket.writable) socket.write(line)
    },
    end: () => socket.destroySoon(),
    destroy: () => void socket.destroy(),
  }
}
