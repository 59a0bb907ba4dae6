import { sflowHttp } from '@host-sflow/httpd-agent'
import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { availableParallelism } from 'node:os'

// In the primary too: then no worker that dies takes the stream with it.
sflowHttp()

if (cluster.isPrimary) {
  for (let each = 0; each < availableParallelism(); each++) cluster.fork()
  cluster.on('exit', () => cluster.fork())
} else {
  createServer((request, response) => {
    response.end(`from worker ${cluster.worker.id}\n`)
  }).listen(process.env.PORT ?? 3000)
}
