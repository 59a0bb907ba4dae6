// What sflowovsd says of itself: --help, the manual page, options that the C program has.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { debianPackages, requirePackages } from '../../../tools/rigs/apt.mjs'
import { complaintsOf, linesOf } from '../../../tools/rigs/manual-page.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { sflowovsd } from './support/programs.ts'

const page = join(import.meta.dirname, '../man/sflowovsd.8')

it('the manual page can be read at 80 columns, without a warning of groff, man and mandoc', async (ctx) => {
  const packages = await requirePackages(debianPackages.manual)
  if (!packages.ok) ctx.skip(packages.reason)
  expect(complaintsOf(page)).toEqual([])
  const lines = linesOf(page)
  expect(lines.length).toBeGreaterThan(100)
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

async function said(...args: readonly string[]) {
  const program = sflowovsd(args)
  const { code } = await program.ended
  return { code, out: program.stdout(), err: program.stderr() }
}

it('--help shows what there is, under 80 columns', async () => {
  const { code, out, err } = await said('--help')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.split('\n').filter((line) => line.length >= 80)).toEqual([])
  for (const part of ['status [--json]', '--dry-run', '--adopt', '--on-exit WHAT', 'sflowovsd --check'])
    expect(out).toContain(part)
  expect(out).not.toContain('--supervised')
  for (const same of ['-h', '-?']) expect((await said(same)).out).toBe(out)
  expect((await said('-v')).out).toMatch(/^sflowovsd \d+\.\d+\.\d+ node v\S+ \S+\n$/)
})

it.for([
  ['an argument', ['start']],
  ['a word behind a command', ['status', 'now']],
  ['--json without a command', ['--json']],
  ['--json of --once', ['--once', '--json', '--collector', '192.0.2.1']],
  ['a collector that is none', ['--once', '--collector', 'a b']],
] as const)('%s is a mistake of usage: 64', async ([, args]) => {
  const { code, err } = await said(...args)
  expect(code).toBe(64)
  expect(err).toMatch(/--help|see: sflowovsd --help/)
})

it('a command that is mistyped is guessed', async () => {
  expect((await said('stats')).err).toContain('unexpected argument stats (did you mean status?)')
})

it('in the log of hsflowd each of its lines tells whose it is', async () => {
  const dir = scratch()
  const nowhere = ['--db', `unix:${dir}/db.sock`, '-f', join(dir, 'hsflowd.auto')]
  // A pipe that nobody holds any more: hsflowd is gone.
  const program = sflowovsd(['--supervised', '--log-format', 'text', ...nowhere], {
    prefix: ['sh', '-c', 'true | "$0" "$@"'],
  })
  const { code } = await program.ended
  const err = program.stderr()
  expect(code).toBe(0)
  const lines = err.trimEnd().split('\n')
  expect(lines.at(-1)).toMatch(/ info {2}sflowovsd: SIGTERM: stopping$/)
  expect(lines.filter((line) => !/^\S+ \w+ +sflowovsd: /.test(line))).toEqual([])
})
