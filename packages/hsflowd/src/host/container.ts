import type { HostFiles, HostPath } from './files.ts'

/** Files that container engines put into a container. Images that became the disk of a virtual machine keep them. */
const marks: readonly HostPath[] = ['root:.dockerenv', 'root:run/.containerenv']
/** Where engines keep the layers of root file systems (overlay, btrfs, device mapper). */
const engineLayers = /\/(docker|containerd|containers\/storage|crio|podman|buildkit|kubelet)\b/

/**
 * Whether this process sees the inside of a container instead of the host: then the root file system is not the
 * host's. An overlay alone says nothing (live systems and routers boot from one), nor do the engine's marks on a disk.
 */
export function inContainer(files: HostFiles): boolean {
  if (files.roots.root !== '/') return false
  const mounts = files.readText('proc:self/mounts') ?? ''
  const root = mounts.split('\n').findLast((line) => line.split(' ', 2)[1] === '/') ?? ''
  if (engineLayers.test(root)) return true
  return !root.startsWith('/dev/') && marks.some((mark) => files.exists(mark))
}
