import { hostDiskIo } from '@host-sflow/sflow-encoder'
import { inContainer } from '../host/container.ts'
import { countedDisks } from '../host/disks.ts'
import { HostError } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import { emptyText } from '../host/text.ts'
import { createDiskstatsParser } from './diskstats.ts'
import { parseMounts } from './mounts.ts'
import type { SpaceMount } from './mounts.ts'
import type { FieldsOf, Source } from './source.ts'
import { addUp } from './space.ts'
import type { Space } from './space.ts'

type Disk = FieldsOf<typeof hostDiskIo>

/** Disks and file systems of a Linux host. */
export const diskLinux: Source = {
  name: 'disk',
  emits: [hostDiskIo],
  reads: ['proc:diskstats', 'proc:self/mountinfo', 'proc:1/mounts', 'sys:block/*', 'root:*'],
  open(host) {
    const { files } = host
    const diskstats = files.keep('proc:diskstats')
    const parse = createDiskstatsParser((names) => countedDisks(files, names))
    const space = openSpace(host)
    const fields: Disk = {}
    const records = [{ row: hostDiskIo, fields }] as const
    return {
      collect() {
        space.collect(fields)
        const text = diskstats.read()
        if (text === undefined) return fields.part_max_used === null ? [] : records
        const totals = parse(text)
        fields.reads = totals.reads
        fields.bytes_read = totals.bytesRead
        fields.read_time = totals.readMs
        fields.writes = totals.writes
        fields.bytes_written = totals.bytesWritten
        fields.write_time = totals.writeMs
        return records
      },
      close() {
        diskstats.close()
        space.close()
      },
    }
  },
}

/** Space of the host's file systems: asked each time; the list of them is made anew when the kernel's is another one. */
function openSpace(host: Host): { collect: (fields: Disk) => void; close: () => void } {
  const { files, spaceOf, note } = host
  if (inContainer(files)) {
    note(new HostError('HSF_HOST_CONTAINER'))
    return { collect: (fields) => void (fields.part_max_used = null), close: () => undefined }
  }
  // Seen from a container, "self" is in the container; the first process is the host's.
  const foreign = files.roots.root !== '/' && files.exists('proc:1/mounts')
  const mountsFile = files.keep(foreign ? 'proc:1/mounts' : 'proc:self/mountinfo')
  const prefix = files.roots.root.replace(/\/+$/, '')
  const space: Space = { totalBytes: 0, freeBytes: 0, maxUsed: undefined }
  let bytes = Buffer.alloc(0)
  let mounts: SpaceMount[] = []

  return {
    collect(fields) {
      const text = mountsFile.read() ?? emptyText
      if (text.bytes.compare(bytes, 0, bytes.length, 1, text.end) !== 0) {
        bytes = Buffer.from(text.bytes.subarray(1, text.end))
        mounts = parseMounts(bytes.toString('utf8'))
      }
      addUp(mounts, spaceOf, prefix, space)
      fields.disk_total = space.totalBytes
      fields.disk_free = space.freeBytes
      fields.part_max_used = space.maxUsed ?? null
    },
    close: () => mountsFile.close(),
  }
}
