/** What may happen to Open vSwitch or its settings, and what sflowovsd does then. */
export const conditions: readonly (readonly [condition: string, effect: string])[] = [
  ['A bridge is made.', 'It has sFlow within 200 ms.'],
  [
    'Somebody changes or removes what sflowovsd has set.',
    'It is put right at once, and what was changed is logged.',
  ],
  [
    'Somebody changes it again and again.',
    'After ten changes within 10 s it is left as it is for 1 s, then 2, 4 ... 60 s, until nobody has changed it for a minute; it is said once.',
  ],
  [
    'A bridge has an sFlow row of somebody else.',
    'That row is replaced, and its content logged. `--adopt` keeps it, with the settings of the host in it.',
  ],
  [
    'The settings file is missing or half-written.',
    'What is in force stays, and is kept; it is said once. Without any settings from the start nothing is touched.',
  ],
  [
    'The settings are withdrawn, or name no collector, or neither sampling nor polling is on.',
    'The row of sflowovsd is removed from all bridges. Rows of others stay.',
  ],
  [
    'Sampling is off (0), polling is on.',
    'The row gets sampling=4294967295, since Open vSwitch takes 0 for no sFlow at all: counters are sent, packets practically never.',
  ],
  ['There are more than ten collectors.', 'Ten of them are set, the others are named in the log.'],
  [
    'A collector is bound to a device or namespace.',
    'Open vSwitch sends by its own routes; it is said once.',
  ],
  [
    'The agent device has no address, or is not there.',
    'Open vSwitch takes the source address of its route to one of the collectors; it is said once. Where the address is known, it is set itself (from Open vSwitch 2.10 on).',
  ],
  [
    'The database server ends.',
    'It is tried again, with growing pauses; as soon as it is back everything is checked.',
  ],
  [
    '`ovs-vswitchd` does not run or hangs.',
    'The database has the settings, and `ovs-vswitchd` takes them in when it is back; until then it is said that they are not in force.',
  ],
  [
    '`ovs-vsctl` is missing, may not use the database, hangs or prints what is not understood.',
    'It is said once, with the remedy, and tried again. A hanging command is ended after `--timeout`.',
  ],
]
