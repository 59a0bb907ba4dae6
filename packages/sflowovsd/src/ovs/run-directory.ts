import { join } from 'node:path'

/** Where Open vSwitch has its sockets; that of its packages unless told (ovs-vsctl(8), ovsdb-server(1)). */
export const runDirectory = (env: NodeJS.ProcessEnv): string => env['OVS_RUNDIR'] || '/var/run/openvswitch'

/** Where its programs look when they are told nothing. */
export const defaultServer = (env: NodeJS.ProcessEnv): string => `unix:${join(runDirectory(env), 'db.sock')}`
