import {
  code,
  environmentTerms,
  exitTerms,
  hiddenOptionTerms,
  optionParts,
  sentence,
  terms,
  text,
  type ExitMeanings,
  type Page,
  type Part,
} from '@host-sflow/agent-runtime/manual'
import { help } from '../help.ts'
import { options } from '../options.ts'
import { conditions } from './conditions.ts'

/** sflowovsd(8), from the tables of options, conditions and exit codes. */
export function page(): Page {
  return {
    name: 'sflowovsd',
    volume: 8,
    source: 'sflowovsd',
    summary: 'keeps the sFlow of Open vSwitch in step with the settings of the host',
    chapters: [
      { title: 'Synopsis', parts: [code(help.usage.map((form) => `sflowovsd ${form}`).join('\n'))] },
      { title: 'Description', parts: description },
      {
        title: 'Commands',
        parts: [terms(...help.commands.map(([name, effect]): [string, string] => [name, sentence(effect)]))],
      },
      { title: 'Options', parts: optionParts(shown) },
      { title: 'Environment', parts: [terms(...environmentTerms(options), ...moreEnvironment)] },
      { title: 'Signals', parts: [terms(...signals)] },
      { title: 'Exit status', parts: [terms(...exitTerms(exitMeanings))] },
      { title: 'Files', parts: [terms(...files)] },
      { title: 'What happens when', parts: [terms(...conditions)] },
      {
        title: 'Examples',
        parts: help.examples.flatMap(([command, effect]) => [text(sentence(effect)), code(command)]),
      },
      {
        title: 'Compatibility',
        parts: [
          text(
            'Scripts that start the C program start this one too. It stays in the foreground; `-p` writes its process id to a file.',
          ),
          terms(...hiddenOptionTerms(ofTheC, {})),
        ],
      },
      {
        title: 'See also',
        parts: [
          text(
            '`hsflowd`(8), `ovs-vsctl`(8), `ovs-vswitchd.conf.db`(5), `ovsdb-client`(1); https://sflow.org/ for the standard.',
          ),
        ],
      },
    ],
  }
}

const { supervised: _internal, ...shown } = options
const ofTheC = { uuid: options.uuid }

const description: readonly Part[] = [
  text(
    'Open vSwitch sends sFlow by itself, once a row of its table sFlow says how, and each bridge refers to it. `sflowovsd` keeps that row: it follows the settings file that `hsflowd`(8) writes, watches the database with `ovsdb-client`(1), and sets with `ovs-vsctl`(8), in one transaction, what is not as the settings say. A new bridge has sFlow within 200 ms; every 60 s everything is checked besides.',
  ),
  text(
    'It touches the column sflow of the table Bridge and rows of the table sFlow, nothing else. The row that it makes has `host-sflow-owner=sflowovsd` in external_ids. A row of somebody else on a bridge is replaced, and its content logged, or with `--adopt` kept and brought up to date. Where the settings ask for neither sampling nor polling, name no collector or are withdrawn, its row is removed; the rows of others are left then.',
  ),
  text(
    'It stays in the foreground and logs to standard error. What is in the way it says once, with the remedy, and tries again.',
  ),
]

const moreEnvironment: readonly [string, string][] = [
  [
    'OVS_RUNDIR',
    'Where the socket of the database is, db.sock, unless `--db` names another one. Default: /run/openvswitch or /var/run/openvswitch.',
  ],
  ['PATH', 'Where `ovs-vsctl` and `ovsdb-client` are found.'],
  ['XDG_RUNTIME_DIR', 'Where a user without rights has the settings file and the status, below hsflowd.'],
]

const signals: readonly [string, string][] = [
  [
    'SIGTERM, SIGINT',
    'Ends within 5 s, with exit status 0. sFlow stays as it is, unless `--on-exit remove` is given. A second one ends it at once.',
  ],
  ['SIGHUP', 'Reads the settings again, and checks Open vSwitch at once.'],
  ['SIGUSR2', 'Logs what `status` would print, as JSON.'],
]

const exitMeanings: ExitMeanings = {
  success: 'All is well, or a signal ended the daemon.',
  failure: 'A command of Open vSwitch failed, or its output is not understood; the message says what.',
  usage: 'An option or command is not known, or its value cannot be.',
  unavailable:
    'Open vSwitch is not installed, its database is not there or does not answer in time, or `ovs-vswitchd` has not taken the change in. Of `status`: no sflowovsd runs.',
  noPermission: 'This user may not use the database.',
  configuration: 'There are no settings.',
}

const files: readonly [string, string][] = [
  ['/etc/hsflowd.auto', 'The settings, as hsflowd writes them; a link to /run/hsflowd/hsflowd.auto.'],
  ['/run/openvswitch/db.sock', 'The socket of the database. Debian lets only root use it.'],
  [
    '/run/hsflowd/agents/',
    'What each running sflowovsd says of itself, for `sflowovsd status` and `hsflowd status`.',
  ],
]
