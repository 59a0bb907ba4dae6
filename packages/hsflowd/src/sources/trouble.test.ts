import { expect, it } from 'vitest'
import { HostError } from '../host/errors.ts'
import { troubleLog } from './trouble-log.test-helper.ts'
import { createTrouble } from './trouble.ts'

it('tells the remedy of an error that has one', () => {
  const lines: string[] = []
  createTrouble('source cpu', troubleLog(lines)).of(new HostError('HSF_HOST_READ', '/proc/stat: EACCES'))
  expect(lines).toEqual([expect.stringMatching(/^source cpu: a file .*EACCES \(start as root or grant /)])
})

it('tells of errors that differ each time a few times, and then of all as one', () => {
  const lines: string[] = []
  const trouble = createTrouble('source cpu', troubleLog(lines))
  for (let i = 0; i < 1000; i++) trouble.of(new Error(`failure ${i}`))
  trouble.of(new Error('failure 0'))
  expect(lines).toHaveLength(9)
  trouble.over()
  expect(lines).toHaveLength(10)
  trouble.of(new Error('failure 1000'))
  trouble.forget()
  trouble.over()
  expect(lines).toHaveLength(11)
})
