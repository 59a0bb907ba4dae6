import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//
const LICENCE = /^(licen[cs]e|copying|notice)/i

/**
 * The notice that the licences of bundled libraries (MIT, BSD, Apache) ask to be kept with every copy: name, version
 * and licence text of each npm package that has bytes in the output. Empty when there is none.
 * @param inputs esbuild's `metafile.outputs[file].inputs`, relative to `folder`
 * @throws when a package comes without a licence text: then it cannot be given away
 */
export function thirdPartyLicences(inputs, folder) {
  const packages = new Map()
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const match = PACKAGE.exec(path)
    if (match !== null && bytesInOutput > 0) packages.set(match[2], join(folder, match[1]))
  }
  return [...packages]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, place]) => notice(name, place))
    .join('\n')
}

function notice(name, place) {
  const { version, license } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'))
  const files = readdirSync(place).filter((file) => LICENCE.test(file))
  if (files.length === 0) throw new Error(`${name} ${version} has no licence file in ${place}`)
  const texts = files.map((file) => readFileSync(join(place, file), 'utf8').trim())
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n${'='.repeat(80)}\n\n${texts.join('\n\n')}\n`
}
