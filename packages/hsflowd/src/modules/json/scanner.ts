import { MAX_MESSAGE_BYTES } from './limits.ts'
import { isObject, type JsonObject } from './members.ts'

/** A message that was found. */
export interface Found {
  readonly text: string
  readonly value: JsonObject
}

/** Finds JSON objects in a stream of bytes. What is between them, and is no white space, is skipped up to the line's end. */
export interface Scanner {
  /** Stretches of bytes that were no message: garbage, a message without its end, one that is too long. */
  readonly skipped: number
  /** How the last of them began. */
  readonly excerpt: string
  /** Takes the next bytes, which must stay as they are until {@link Scanner.next} returns undefined. */
  push(bytes: Buffer): void
  /**
   * The next whole message; undefined when there is none left in what was pushed. false: what looked like one was none.
   * To find that out costs as much as a message, so who bounds what one turn does counts both.
   */
  next(): Found | false | undefined
  /** The stream begins anew: what was begun will not be ended. */
  reset(): void
}

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93

// What there may be between messages: white space, and the NUL that C programs like to write behind their text.
const isBlank = (byte: number): boolean =>
  byte === 32 || byte === NEWLINE || byte === CARRIAGE_RETURN || byte === 9 || byte === 0
// In JSON an object begins only behind these.
const mayPrecedeObject = (byte: number): boolean => byte === 58 || byte === 44 || byte === OPEN_BRACKET

const BETWEEN = 0
const MESSAGE = 1
const TEXT = 2
const ESCAPE = 3
const SKIP = 4

/** Enough of a stretch to know it by. */
const EXCERPT_BYTES = 120

/**
 * Messages may follow each other on lines, or without anything between them, or extend over lines. Writers whose writes
 * are at most PIPE_BUF bytes do not mix (pipe(7)); one that was killed within a message loses that message only.
 * Memory: one message.
 */
export function createScanner(): Scanner {
  const store = Buffer.alloc(MAX_MESSAGE_BYTES)
  let stored = 0
  let chunk: Buffer = store.subarray(0, 0)
  let at = 0
  /** Where in the chunk the message begins, or goes on. */
  let from = 0
  /** Up to there it is known that what begins is no message that is a line. */
  let noLineBefore = 0
  let state = BETWEEN
  let depth = 0
  let previous = 0
  /** Only blanks since the last line's end. */
  let onNewLine = false
  let skipped = 0
  /** No whole message since bytes were skipped: more of them are the same trouble. */
  let lost = false
  let excerpt = ''

  function push(bytes: Buffer): void {
    chunk = bytes
    at = 0
    from = 0
    noLineBefore = 0
  }

  /** `at` is behind the byte that is wrong. */
  function skip(): void {
    if (!lost) {
      skipped++
      const start = isWithin() ? from : at - 1
      excerpt = store.toString('utf8', 0, Math.min(stored, EXCERPT_BYTES))
      excerpt += chunk.toString('utf8', start, start + EXCERPT_BYTES)
    }
    lost = true
    stored = 0
    state = SKIP
  }

  function begin(): void {
    state = MESSAGE
    stored = 0
    depth = 0
    previous = 0
    from = at - 1
  }

  /** The message that ends here, if it is one; else only its brackets matched. */
  function end(): Found | false {
    const first = stored
    if (first > 0) stored += chunk.copy(store, first, from, at)
    const found = parseMessage(
      first > 0 ? store.toString('utf8', 0, stored) : chunk.toString('utf8', from, at),
    )
    if (found === undefined) {
      stored = first
      skip()
    }
    state = BETWEEN
    lost &&= found === undefined
    stored = 0
    return found ?? false
  }

  /**
   * The usual case, a message that is a line, without a look at each of its bytes. It finds what that would find: valid
   * JSON has no line's end in a text, and no bracket that does not match. undefined: it is not that case. Once for each
   * line: long garbage is not looked at anew from each of its braces.
   */
  function line(): Found | false | undefined {
    const newline = chunk.indexOf(NEWLINE, at)
    noLineBefore = newline < 0 ? chunk.length : newline
    const last = chunk[newline - 1] === CARRIAGE_RETURN ? newline - 2 : newline - 1
    if (newline < 0 || newline - at > MAX_MESSAGE_BYTES || chunk[last] !== CLOSE_BRACE) return undefined
    const found = parseMessage(chunk.toString('utf8', at, last + 1))
    if (found === undefined) return false
    at = newline + 1
    lost = false
    return found
  }

  /** A byte of a message outside of its texts; whether it is the last one. */
  function structure(byte: number): boolean {
    if (byte === QUOTE) state = TEXT
    else if (byte === OPEN_BRACE) {
      // An object begins where none can: the message before has no end.
      if (depth > 0 && !mayPrecedeObject(previous)) {
        skip()
        if (onNewLine) begin()
        else return false
      }
      depth++
    } else if (byte === OPEN_BRACKET) depth++
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--
    if (byte === NEWLINE) onNewLine = true
    else if (!isBlank(byte)) {
      onNewLine = false
      previous = byte
    }
    return depth === 0
  }

  /** A byte of a text. */
  function text(byte: number): void {
    if (byte === QUOTE) state = MESSAGE
    else if (byte === BACKSLASH) state = ESCAPE
    else if (byte === NEWLINE) {
      // In a text it would be written as an escape: the message has no end, and another one may begin here.
      skip()
      state = BETWEEN
    }
  }

  /** Looks at the byte at `at`; whether a message ends with it. */
  function step(byte: number): boolean {
    switch (state) {
      case TEXT:
        text(byte)
        return false
      case MESSAGE:
        return structure(byte)
      case ESCAPE:
        state = TEXT
        return false
      case BETWEEN:
        if (byte === OPEN_BRACE) {
          begin()
          return structure(byte)
        }
        if (!isBlank(byte)) skip()
        return false
      default:
        if (byte === NEWLINE) state = BETWEEN
        return false
    }
  }

  const isWithin = (): boolean => state === MESSAGE || state === TEXT || state === ESCAPE

  return {
    get skipped() {
      return skipped
    },
    get excerpt() {
      return excerpt
    },
    push,
    next() {
      while (at < chunk.length) {
        if (state === BETWEEN && at >= noLineBefore && chunk[at] === OPEN_BRACE) {
          const found = line()
          if (found === false) step(chunk[at++]!)
          if (found !== undefined) return found
        } else if (state === SKIP) {
          const newline = chunk.indexOf(NEWLINE, at)
          at = newline < 0 ? chunk.length : newline
          if (newline < 0) break
        }
        const isLast = step(chunk[at++]!)
        if (stored + at - from > MAX_MESSAGE_BYTES && (isLast || isWithin())) skip()
        else if (isLast) return end()
      }
      if (isWithin()) stored += chunk.copy(store, stored, from, at)
      push(store.subarray(0, 0))
      return undefined
    },
    reset() {
      state = BETWEEN
      stored = 0
      push(store.subarray(0, 0))
    },
  }
}

/** A text that is a JSON object. */
export function parseMessage(text: string): Found | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? { text, value } : undefined
  } catch {
    return undefined
  }
}
