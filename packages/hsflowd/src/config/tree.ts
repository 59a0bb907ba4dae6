import type { Problem, Token } from './lexer.ts'

/** A key with its value, or a block with its entries. */
export interface Entry {
  readonly key: Token
  readonly value: Token | undefined
  readonly block: readonly Entry[] | undefined
}

const MAX_DEPTH = 3

/** Arranges tokens as entries. `isBlock` tells whether a key at a path opens a block: blocks and values look alike. */
export function parseTree(
  tokens: readonly Token[],
  isBlock: (path: readonly string[]) => boolean,
  problems: Problem[],
): Entry[] {
  let at = 0

  function entries(path: readonly string[], opened: Token | undefined): Entry[] {
    const list: Entry[] = []
    for (;;) {
      const key = tokens[at]
      if (key === undefined) {
        if (opened !== undefined) problems.push(error(opened, 'this block is not closed: a "}" is missing'))
        return list
      }
      at++
      if (isBrace(key, '}')) {
        if (opened !== undefined) return list
        problems.push(error(key, 'this "}" closes nothing'))
      } else if (isBrace(key, '{')) {
        problems.push(error(key, 'a block needs a name in front of "{"'))
        skipBlock()
      } else list.push(entry(path, key))
    }
  }

  // Without recursion: a file may open any number of blocks.
  function skipBlock(): void {
    for (let depth = 1; depth > 0 && at < tokens.length; at++) {
      if (isBrace(tokens[at]!, '{')) depth++
      else if (isBrace(tokens[at]!, '}')) depth--
    }
  }

  function entry(path: readonly string[], key: Token): Entry {
    const next = tokens[at]
    const here = [...path, key.text.toLowerCase()]
    if (next !== undefined && isBrace(next, '{')) {
      at++
      if (here.length > MAX_DEPTH) {
        problems.push(error(key, `blocks are nested more than ${MAX_DEPTH} deep`))
        skipBlock()
        return { key, value: undefined, block: [] }
      }
      return { key, value: undefined, block: entries(here, next) }
    }
    if (isBlock(here)) {
      problems.push(error(key, `"${key.text}" is a block: write ${key.text} { ... }`))
      return { key, value: undefined, block: [] }
    }
    // A value stands on the line of its key: so one that was forgotten does not swallow the next key.
    if (next === undefined || isBrace(next, '}') || next.line !== key.line)
      return { key, value: undefined, block: undefined }
    at++
    return { key, value: next, block: undefined }
  }

  return entries([], undefined)
}

function isBrace(token: Token, brace: '{' | '}'): boolean {
  return !token.quoted && token.text === brace
}

/** An error at a token. */
export function error({ line, column, length }: Token, message: string): Problem {
  return { severity: 'error', message, line, column, length }
}

/** A warning at a token. */
export function warning(token: Token, message: string): Problem {
  return { ...error(token, message), severity: 'warning' }
}
