import { code, heading, text, type Chapter, type Page, type Part } from '@host-sflow/agent-runtime/manual'
import type { Block } from '../declaration.ts'
import { confProse } from './conf-prose.ts'
import { blocksOf, FIRST_VERSION, currentKeys, isOld } from './key-facts.ts'
import { absentTerms, blockParts, keyTable, keyTerms } from './reference.ts'

const NAME = 'hsflowd.conf'
const SUMMARY = 'configuration of hsflowd, the sFlow agent of a host'

/** hsflowd.conf(5). */
export function confPage(sflow: Block, txt: Block): Page {
  const prose = confProse(sflow, txt)
  const { present } = blocksOf(sflow)
  return {
    name: NAME,
    volume: 5,
    source: 'hsflowd',
    summary: SUMMARY,
    chapters: [
      { title: 'Synopsis', parts: [code('/etc/hsflowd.conf')] },
      prose.description,
      prose.format,
      prose.precedence,
      { title: 'Settings', parts: [text(reloading), keyTerms(currentKeys(sflow))] },
      {
        title: 'Blocks',
        parts: present.flatMap((block) => [heading(`${block.name} { ... }`), ...blockParts(block)]),
      },
      prose.samplingRate,
      prose.dnsSd,
      prose.json,
      prose.examples,
      { title: 'Old forms', parts: [text(oldForms), keyTerms(sflow.keys.filter(isOld))] },
      { title: 'Absent modules', parts: [text(absent), absentTerms(sflow)] },
      prose.files,
      { title: 'See also', parts: [text('`hsflowd`(8), `resolv.conf`(5)')] },
    ],
  }
}

/** The same for docs/, with tables instead of lists. */
export function confDocument(sflow: Block, txt: Block): Page {
  const prose = confProse(sflow, txt)
  const { present, absent: missing } = blocksOf(sflow)
  return {
    name: NAME,
    volume: 5,
    source: 'hsflowd',
    summary: SUMMARY,
    chapters: [
      { ...prose.description, parts: [...prose.description.parts, text(generated)] },
      prose.format,
      prose.precedence,
      { title: 'Settings', parts: [text(reloading), keyTable(currentKeys(sflow))] },
      ...present.map((block) => blockChapter(block)),
      prose.samplingRate,
      prose.dnsSd,
      prose.json,
      prose.examples,
      { title: 'Old forms', parts: [text(oldForms), keyTable(sflow.keys.filter(isOld))] },
      { title: 'Absent modules', parts: [text(absent), ...missing.flatMap(absentParts)] },
    ],
  }
}

const blockChapter = (block: Block): Chapter => ({ title: `${block.name} { }`, parts: tableParts(block) })
const absentParts = (block: Block): Part[] => [heading(`${block.name} { }`), ...tableParts(block)]

function tableParts(block: Block): Part[] {
  const several = block.repeat ? ' May be given several times.' : ''
  return [
    text(`${block.doc}${block.more === undefined ? '' : ` ${block.more}`}${several}`),
    code(block.example),
    ...(block.keys.length === 0 ? [] : [keyTable(block.keys)]),
    ...(block.blocks ?? []).flatMap((inner) => [
      text(`A block \`${inner.name} { }\` in it:`),
      ...tableParts(inner),
    ]),
  ]
}

const generated =
  'This page, `man hsflowd.conf`, the commented sample (`hsflowd config sample`) and the JSON Schema (`hsflowd config schema`) are generated from the same declarations, as is what the parser checks.'
const reloading = `Keys directly inside \`sflow { }\`. A changed value takes effect without a restart, and everything is there since version ${FIRST_VERSION}, where nothing else is said.`
const oldForms =
  'Keys of older files and of the C daemon. They are accepted, with a warning that says what to write instead.'
const absent =
  'Modules of the C daemon that this build does not have. Their blocks are checked and accepted, with a warning, and have no effect.'
