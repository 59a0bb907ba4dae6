import type { Log, OptionValues } from '@host-sflow/agent-runtime'
import { openHost, type Host } from './host/host.ts'
import type { options } from './options.ts'

type Roots = Pick<OptionValues<typeof options>, 'path.procfs' | 'path.sysfs' | 'path.rootfs'>

/** The host that the command line points at: this one, or that of the container. Close it. */
export function hostOf(values: Roots, uuid: string | undefined, log: Log): Host {
  return openHost({
    roots: {
      ...(values['path.procfs'] !== undefined && { proc: values['path.procfs'] }),
      ...(values['path.sysfs'] !== undefined && { sys: values['path.sysfs'] }),
      ...(values['path.rootfs'] !== undefined && { root: values['path.rootfs'] }),
    },
    ...(uuid !== undefined && { uuid }),
    onNote: ({ code, message, remedy }) => log.problem(`${code} ${message}`, `${message} (${remedy})`),
  })
}
