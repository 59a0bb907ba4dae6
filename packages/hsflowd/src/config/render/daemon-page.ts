import {
  code,
  environmentTerms,
  exitTerms,
  hiddenOptionTerms,
  optionParts,
  sentence,
  terms,
  text,
  type Chapter,
  type ExitMeanings,
  type Page,
  type Part,
} from '@host-sflow/agent-runtime/manual'
import { commands } from '../../commands/index.ts'
import { options, withoutEffect } from '../../options.ts'

/** hsflowd(8), from the tables of options, commands and exit codes. */
export function daemonPage(): Page {
  return {
    name: 'hsflowd',
    volume: 8,
    source: 'hsflowd',
    summary: "streams a host's counters as standard sFlow, and tells the other agents of the host how",
    chapters: [
      {
        title: 'Synopsis',
        parts: [
          code(
            ['hsflowd [OPTION]...', ...commands.map(({ name, usage }) => `hsflowd ${name} ${usage}`)].join(
              '\n',
            ),
          ),
        ],
      },
      { title: 'Description', parts: description },
      ...(commands.length === 0 ? [] : [{ title: 'Commands', parts: [terms(...commandRows())] }]),
      { title: 'Options', parts: optionParts(options) },
      { title: 'Environment', parts: [terms(...environmentTerms(options), ...moreEnvironment)] },
      ...restOfPage,
      { title: 'Compatibility', parts: compatibility() },
      { title: 'See also', parts: [text('`hsflowd.conf`(5); https://sflow.org/ for the standard.')] },
    ],
  }
}

const description: readonly Part[] = [
  text(
    '`hsflowd` sends the counters of this host (processors, memory, disks, network, every interface) as sFlow version 5 to its collectors, and publishes the settings in one generated file that the other sFlow agents of the host follow.',
  ),
  text(
    'Without any configuration it asks DNS for collectors and settings (DNS-SD), so that a fleet is set up in one zone. The file /etc/hsflowd.conf, environment variables and options say otherwise: see `hsflowd.conf`(5).',
  ),
  text(
    'It stays in the foreground and logs to standard error; a service manager such as systemd keeps it running. What it cannot do, for want of a right or of a part of the system, it says once, with the remedy, and does the rest.',
  ),
]

function commandRows(): [string, string][] {
  return commands.map(({ name, usage, summary }) => [`hsflowd ${name} ${usage}`.trimEnd(), sentence(summary)])
}

const moreEnvironment: readonly [string, string][] = [
  ['STATE_DIRECTORY', 'Where things are remembered across restarts; systemd sets it (StateDirectory=).'],
  ['XDG_RUNTIME_DIR, XDG_STATE_HOME', 'Where a user without rights has the generated file and the state.'],
]

const exitMeanings: ExitMeanings = {
  success: 'All is well, or a signal ended the daemon.',
  failure: 'Something failed that has no code of its own; the log says what.',
  usage: 'An option or command is not known, or its value cannot be.',
  unavailable: 'Something needed is not there: another hsflowd runs, or a collector cannot be sent to.',
  noPermission: 'A right is missing.',
  configuration: 'The configuration is invalid or cannot be read.',
}

const restOfPage: readonly Chapter[] = [
  {
    title: 'Signals',
    parts: [
      terms(
        [
          'SIGTERM, SIGINT',
          'Sends what waits and ends within 5 s, with exit status 0. A second one ends it at once.',
        ],
        [
          'SIGHUP',
          'Reads the configuration again. An invalid one is reported and the settings in force stay. A changed file is also noticed without it.',
        ],
        ['SIGUSR2', 'Logs the counters of the daemon itself.'],
      ),
    ],
  },
  {
    title: 'Exit status',
    parts: [terms(...exitTerms(exitMeanings))],
  },
  {
    title: 'Files',
    parts: [
      terms(
        ['/etc/hsflowd.conf', 'The configuration. It need not be there.'],
        [
          '/run/hsflowd/hsflowd.auto',
          'The settings in force, for the other agents. It is generated: changes are lost. For a user without rights it is hsflowd/hsflowd.auto below `$XDG_RUNTIME_DIR`.',
        ],
        ['/etc/hsflowd.auto', 'A symbolic link to it, where agents of other makers look.'],
        ['/run/hsflowd/agents/', 'What each agent says of itself, for `hsflowd status`.'],
        [
          '/var/lib/hsflowd/',
          'What is remembered across restarts: the elected address, numbers of data sources.',
        ],
      ),
    ],
  },
  {
    title: 'Examples',
    parts: [
      text('Stream to one collector, without a file and without DNS:'),
      code('hsflowd --collector 10.0.0.50'),
      text('See what would be sent, as JSON lines, sending nothing:'),
      code('hsflowd --dry-run --collector 10.0.0.50'),
      text('Check a configuration before it is rolled out; the exit status is 78 when it is invalid:'),
      code('hsflowd --check -f hsflowd.conf'),
      text('Begin with a commented configuration:'),
      code('hsflowd config sample > /etc/hsflowd.conf'),
    ],
  },
]

function compatibility(): Part[] {
  return [
    text(
      'Scripts that start the C daemon of the Host sFlow project start this one too. These options of it are accepted and have no effect; a warning says what to do instead.',
    ),
    terms(...hiddenOptionTerms(options, withoutEffect)),
  ]
}
