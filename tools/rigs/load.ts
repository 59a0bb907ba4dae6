// Load generators: what each of them counted by itself. They are processes of their own, on loopback, and end by themselves.
import { execFile } from 'node:child_process'

/** What a generator counted. */
export interface Load {
  /** Requests that were answered completely. */
  readonly done: number
  /** Requests that got no whole answer: errors of the connection, time-outs. */
  readonly failed: number
  /** Answers by class of status, 1xx to 5xx. */
  readonly classes: readonly [number, number, number, number, number]
  /** What came in, bytes; h2load: bodies only, the others with the headers. */
  readonly bytes: number
  /** Of the whole run. */
  readonly tookMs: number
}

/** Where to, and with what. */
export interface Target {
  /** The first one with its scheme and port; further ones are paths on the same server. */
  readonly url: string
  readonly method?: string
}

const TIME_LIMIT_MS = 60_000
const OUTPUT_LIMIT = 4 * 1024 * 1024

/**
 * Runs one to its end and returns what it wrote to stdout.
 * @throws with its whole output when it fails, or takes more than a minute
 */
export function runGenerator(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: OUTPUT_LIMIT } as const
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${program}: ${error.message}\n${stdout}\n${stderr}`))
    })
  })
}

/** The numbers of a line of text, by a pattern whose groups are all numbers. @throws where it is not there */
export function numbersIn(text: string, pattern: RegExp): number[] {
  const groups = pattern.exec(text)?.slice(1)
  if (groups === undefined) throw new Error(`no ${String(pattern)} in the output:\n${text}`)
  return groups.map(Number)
}

/** Refuses what would leave this machine. */
export function loopback(url: string): string {
  const { hostname } = new URL(url)
  if (!/^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(hostname)) throw new Error(`${url} is not loopback`)
  return url
}
