import { exitAtOnce } from '@host-sflow/linux-net'
import { runtimeError } from '../errors.ts'

/** Signals that programs act on. SIGUSR1 belongs to Node's inspector. */
export type DaemonSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGUSR2'
/** Errors that nobody caught. */
export type StrayError = 'uncaughtException' | 'unhandledRejection'

/** The process as the shell needs it; passed in by tests. */
export interface ProcessLike {
  /** Without Node and the script. */
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** For the version line, `node v20.0.0 linux-x64`. */
  readonly platform: string
  /** Resolves when the text is written, or its reader is gone. @throws RuntimeError HSF_OUTPUT */
  writeOut(text: string): Promise<void>
  writeErr(text: string): void
  onSignal(signal: DaemonSignal, listener: () => void): void
  onStrayError(listener: (kind: StrayError, error: unknown) => void): void
  /** Does not return in a real process. */
  exit(code: number): void
}

let readerIsGone = false
let listening = false

// Without a listener an error of a stream is an uncaught exception, and logging it another one.
function listenToErrors(): void {
  if (listening) return
  listening = true
  process.stdout.on('error', (error) => {
    readerIsGone ||= 'code' in error && error.code === 'EPIPE'
  })
  process.stderr.on('error', () => undefined)
}

/** Requests of Node that hold a thread until they come back, which nothing can call back: files and getaddrinfo. */
const HOLDS_A_THREAD = /^(?:FSReq|GetAddrInfoReq)/u

/** This process. */
export const systemProcess: ProcessLike = {
  get argv() {
    return process.argv.slice(2)
  },
  environment: process.env,
  platform: `node ${process.version} ${process.platform}-${process.arch}`,
  writeOut: (text) =>
    new Promise((resolve, reject) => {
      listenToErrors()
      if (readerIsGone) resolve()
      else
        process.stdout.write(text, (error) => {
          // `hsflowd --dry-run | head -1` is no error; a full disk is.
          if (error == null || ('code' in error && error.code === 'EPIPE')) resolve()
          else reject(runtimeError('HSF_OUTPUT', error.message))
        })
    }),
  writeErr: (text) => void process.stderr.write(text),
  onSignal: (signal, listener) => void process.on(signal, listener),
  onStrayError(listener) {
    listenToErrors()
    process.on('uncaughtException', (error) => listener('uncaughtException', error))
    process.on('unhandledRejection', (error) => listener('unhandledRejection', error))
  },
  exit(code) {
    // Node would wait for its threads: with a DNS server or a file system that does not answer, longer than anybody
    // waits for an exit.
    if (process.getActiveResourcesInfo().some((name) => HOLDS_A_THREAD.test(name))) exitAtOnce(code)
    process.exit(code)
  },
}
