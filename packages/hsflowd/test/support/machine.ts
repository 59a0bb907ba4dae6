// A package as npm installs it for all users, in a machine of the systemd rig.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Machine } from '../../../../tools/rigs/systemd.ts'

const PACKAGES = join(import.meta.dirname, '../../..')

/** `npm install --global` of what the last build left; `version` instead of its own, as an upgrade has. */
export function installPackage(machine: Machine, version?: string, name = 'hsflowd'): void {
  const installed = `usr/local/lib/node_modules/@host-sflow/${name}`
  const folder = mkdtempSync(join(tmpdir(), 'hsflowd-packed-'))
  const place = join(machine.root, installed)
  try {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], {
        cwd: join(PACKAGES, name),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    ) as { filename: string }[]
    rmSync(place, { recursive: true, force: true })
    mkdirSync(join(place, 'node_modules'), { recursive: true })
    execFileSync('tar', [
      '-xzf',
      join(folder, packed!.filename),
      '-C',
      place,
      '--strip-components=1',
      '--no-same-owner',
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const modules = join(dirname(createRequire(import.meta.url).resolve('koffi')), '..')
  for (const part of ['koffi', '@koromix'])
    cpSync(join(modules, part), join(place, 'node_modules', part), { recursive: true })
  if (version !== undefined) setVersion(join(place, 'package.json'), version)
  chmodSync(join(place, `bin/${name}.js`), 0o755)
  const link = join(machine.root, 'usr/local/bin', name)
  rmSync(link, { force: true })
  symlinkSync(`/${installed}/bin/${name}.js`, link)
}

function setVersion(file: string, version: string): void {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  writeFileSync(file, JSON.stringify({ ...manifest, version }))
}
