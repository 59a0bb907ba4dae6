import { join } from 'node:path'

/** Where the files of the service go; absolute. */
export interface Layout {
  readonly units: string
  readonly users: string
  readonly directories: string
  readonly sample: string
}

/** Of the administrator, as `hsflowd install` is: these override those of a package. */
export const localLayout: Layout = {
  units: '/etc/systemd/system',
  users: '/etc/sysusers.d',
  directories: '/etc/tmpfiles.d',
  sample: '/etc/hsflowd.conf.sample',
}

/** Of a package. */
export const packageLayout: Layout = {
  units: '/usr/lib/systemd/system',
  users: '/usr/lib/sysusers.d',
  directories: '/usr/lib/tmpfiles.d',
  sample: '/usr/share/hsflowd/hsflowd.conf.sample',
}

export const CONFIG_FILE = '/etc/hsflowd.conf'

export const unitFile = (layout: Layout, program: string): string => join(layout.units, `${program}.service`)
export const dropInFile = (layout: Layout, program: string, dropIn: string): string =>
  join(layout.units, `${program}.service.d`, `50-${dropIn}.conf`)
export const usersFile = (layout: Layout): string => join(layout.users, 'hsflowd.conf')
export const directoriesFile = (layout: Layout): string => join(layout.directories, 'hsflowd.conf')
