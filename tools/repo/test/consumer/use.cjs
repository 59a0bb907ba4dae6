exports.use = ({ sflow, parseSharedFile, linuxNetAvailable, parseCollector }, shared) => {
  const { countersSampleExpanded, decodeDatagram, encodeDatagram, hostCpu, tagOf } = sflow
  const fields = {
    sequence_number: 7,
    source_id: { class: 2, index: 1 },
    records: [{ row: hostCpu, fields: { load_one: 0.5, cpu_num: 4 } }],
  }
  const datagram = {
    agent_address: '192.0.2.1',
    sub_agent_id: 1,
    sequence_number: 9,
    uptime: 1000,
    samples: [{ row: countersSampleExpanded, fields }],
  }
  const bytes = encodeDatagram(datagram)
  const [sample] = decodeDatagram(bytes).samples
  const [record] = sample.fields.records
  const parsed = parseSharedFile(shared)
  return {
    hex: Buffer.from(bytes).toString('hex'),
    record: tagOf(record),
    load: record.fields.load_one,
    cpus: record.fields.cpu_num,
    polling: parsed.content.settings.polling,
    native: linuxNetAvailable().available,
    collector: parseCollector('[2001:db8::1]:7000'),
  }
}
