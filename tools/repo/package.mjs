import { formats, makePackages } from '../../packaging/build.mjs'
import { run as build } from './build.mjs'
import { progress, root } from './lib.mjs'

/** debs and rpms of the daemons, and what the image of hsflowd is built of, into dist/: `npm run package -- [deb|rpm|image]... [--arch=arm64]`. */
export async function run(args) {
  const arch = args.find((arg) => arg.startsWith('--arch='))?.slice('--arch='.length) ?? process.arch
  const wanted = args.filter((arg) => !arg.startsWith('--'))
  const unknown = wanted.filter((format) => !formats.includes(format))
  if (unknown.length > 0) {
    console.error(`no such format: ${unknown.join(', ')}; there is ${formats.join(', ')}`)
    return 64
  }
  const built = await build()
  if (built !== 0) return built
  const done = progress('making packages')
  try {
    const files = await makePackages({
      root,
      arch,
      out: `${root}dist`,
      ...(wanted.length > 0 && { formats: wanted }),
    })
    done(files.join(', '))
    return 0
  } catch (error) {
    done('FAILED')
    console.error(
      error.code === 'ENOENT' ? `${error.path} is not installed (apt install dpkg rpm)` : error.message,
    )
    return 1
  }
}
