import { once } from 'node:events'
import { createServer, request, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { setTransaction, type Transaction } from '../transaction/transaction.ts'

export interface Answer {
  readonly status: number
  readonly template: string | undefined
  readonly user: string | undefined
}

/** Asks `METHOD PATH`; gives what an adapter has told of that request, as of one that is sampled. */
export type Ask = (request: string) => Promise<Answer>

/** Serves until the test is over. */
export async function serve(server: RequestListener | Server): Promise<Ask> {
  const listening = typeof server === 'function' ? createServer(server) : server
  let transaction: Transaction = {}
  listening.prependListener('request', (message: object) => {
    transaction = {}
    setTransaction(message, transaction)
  })
  if (!listening.listening) {
    listening.listen(0, '127.0.0.1')
    await once(listening, 'listening')
  }
  onTestFinished(() => void listening.close())
  const { port } = listening.address() as AddressInfo

  return async (line) => {
    const [method = '', path = ''] = line.split(' ')
    const asked = request({ host: '127.0.0.1', port, method, path, agent: false }).end()
    const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): unknown }]
    response.resume()
    await once(response as never, 'end')
    const { template, user } = transaction
    return { status: response.statusCode, template: template?.(), user: user?.() }
  }
}
