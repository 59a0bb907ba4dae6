import type { Settings } from '../../settings/settings.ts'

/** Whether the database is to be reached by its socket, as it is unless told; one on the network needs no right here. */
export const needsSocket = ({ ovs }: Pick<Settings, 'ovs'>): boolean =>
  ovs !== undefined && (ovs.db ?? 'unix:').split(',').some((server) => server.startsWith('unix:'))
