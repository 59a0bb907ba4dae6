import type { HelpOptions } from '@host-sflow/agent-runtime'

/** What `--help` and the manual page say beside the options. */
export const help = {
  summary:
    'Keeps the sFlow of Open vSwitch in step with the settings of the host: follows the file that hsflowd writes, sets sampling, polling, header size, agent and collectors on every bridge, at once when settings or bridges change, and puts right what somebody else has changed. Open vSwitch itself sends the samples.',
  usage: ['[OPTION]...', 'status [--json] [-f FILE]'],
  commands: [['status', 'print what each sflowovsd of this host does, and what is in force']],
  examples: [
    ['sflowovsd --check', 'say what would be set, and what is in the way'],
    ['sflowovsd --dry-run', 'print the ovs-vsctl commands that would be run, run none'],
    ['sflowovsd', 'follow the settings of hsflowd until stopped'],
    [
      'sflowovsd --collector 10.0.0.50 --sampling 400 --polling 20',
      'without hsflowd: sample 1 packet in 400, counters every 20 s',
    ],
    ['sflowovsd -d -d -d', 'show each command, its output and each decision'],
  ],
} as const satisfies Omit<HelpOptions, 'name' | 'options'>
