import { parseExpression, type CharTest, type Node } from './parse.ts'

type Instruction =
  | { op: 'char'; test: CharTest }
  | { op: 'assert'; what: '^' | '$' | 'b' | 'B' }
  | { op: 'split'; to: number; or: number }
  | { op: 'jump'; to: number }
  | { op: 'match' }

const MAX_INSTRUCTIONS = 2000
const TOO_LARGE = 'the regular expression is too large'

/**
 * Compiles a POSIX extended regular expression into a test for a match anywhere in a name, or says what is wrong with
 * it. The test walks all ways through the expression at once (Thompson's construction): its time grows with the length
 * of expression and name, and no expression of a configuration can hold up the daemon, as backtracking could.
 */
export function compileExpression(source: string): ((name: string) => boolean) | string {
  const program: Instruction[] = []
  try {
    emit(program, parseExpression(source))
  } catch (error) {
    if (error instanceof SyntaxError) return error.message
    throw error
  }
  program.push({ op: 'match' })
  return (name) => matches(program, name)
}

function emit(program: Instruction[], node: Node): void {
  if (program.length > MAX_INSTRUCTIONS) throw new SyntaxError(TOO_LARGE)
  switch (node.kind) {
    case 'char':
      program.push({ op: 'char', test: node.test })
      break
    case 'assert':
      program.push({ op: 'assert', what: node.what })
      break
    case 'sequence':
      for (const part of node.nodes) emit(program, part)
      break
    case 'choice':
      emitChoice(program, node.nodes)
      break
    case 'repeat':
      emitRepeat(program, node)
      break
  }
}

function emitChoice(program: Instruction[], nodes: readonly Node[]): void {
  const jumps: { to: number }[] = []
  nodes.forEach((node, i) => {
    const last = i === nodes.length - 1
    const split = { op: 'split' as const, to: program.length + 1, or: 0 }
    if (!last) program.push(split)
    emit(program, node)
    if (!last) {
      const jump = { op: 'jump' as const, to: 0 }
      program.push(jump)
      jumps.push(jump)
      split.or = program.length
    }
  })
  for (const jump of jumps) jump.to = program.length
}

function emitRepeat(program: Instruction[], { node, min, max }: Node & { kind: 'repeat' }): void {
  for (let i = 0; i < min; i++) {
    const before = program.length
    emit(program, node)
    // Nothing, 255 times, 255 times ...
    if (program.length === before) break
  }
  if (max === Infinity) {
    const split = { op: 'split' as const, to: program.length + 1, or: 0 }
    const start = program.push(split) - 1
    emit(program, node)
    program.push({ op: 'jump', to: start })
    split.or = program.length
    return
  }
  const splits: { or: number }[] = []
  for (let i = min; i < max; i++) {
    const split = { op: 'split' as const, to: program.length + 1, or: 0 }
    program.push(split)
    splits.push(split)
    emit(program, node)
  }
  for (const split of splits) split.or = program.length
}

function matches(program: readonly Instruction[], name: string): boolean {
  const seenAt = new Int32Array(program.length).fill(-1)
  let waiting: number[] = []
  for (let at = 0; at <= name.length; at++) {
    // A match may begin anywhere: the start is one more way at each place.
    const ready = follow([...waiting, 0], at)
    if (ready === undefined) return true
    const code = name.charCodeAt(at)
    waiting = at < name.length ? ready.filter((i) => fits(program[i]!, code)).map((i) => i + 1) : []
  }
  return false

  /** The places that want a character next; undefined: the end is reached. */
  function follow(stack: number[], at: number): number[] | undefined {
    const ready: number[] = []
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      if (seenAt[i] === at) continue
      seenAt[i] = at
      const step = program[i]!
      if (step.op === 'match') return undefined
      if (step.op === 'char') ready.push(i)
      else if (step.op === 'jump') stack.push(step.to)
      else if (step.op === 'split') stack.push(step.or, step.to)
      else if (holds(step.what, name, at)) stack.push(i + 1)
    }
    return ready
  }
}

const fits = (step: Instruction, code: number): boolean => step.op === 'char' && step.test(code)

function holds(what: '^' | '$' | 'b' | 'B', name: string, at: number): boolean {
  if (what === '^') return at === 0
  if (what === '$') return at === name.length
  const boundary = /\w/u.test(name[at - 1] ?? '') !== /\w/u.test(name[at] ?? '')
  return boundary === (what === 'b')
}
