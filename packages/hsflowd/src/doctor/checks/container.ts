import { inContainer } from '../../host/container.ts'
import { skip, warn, type Check } from '../check.ts'

/** Whether this process sees the host at all, and not the inside of a container. */
export const container: Check = {
  name: 'container',
  run({ host: { files } }) {
    if (files.roots.root !== '/') return [skip(`the host's root is at ${files.roots.root}`)]
    if (!inContainer(files)) return [skip('this is no container')]
    return [
      warn(
        'in a container without a view of the host: disk figures are left out, others may be of the container',
        'docker run --network host -v /proc:/host/proc:ro -v /sys:/host/sys:ro -v /:/host/root:ro,rslave ... --path.procfs=/host/proc --path.sysfs=/host/sys --path.rootfs=/host/root',
      ),
    ]
  },
}
