import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { architectureOf } from './manifest.mjs'

/** deb(5) of a tree; its path. */
export function makeDeb(tree, { manifest, arch, version, epoch, scripts, work, out }) {
  const { deb } = architectureOf(manifest, arch)
  const staged = join(work, 'deb')
  cpSync(tree, staged, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  const debian = join(staged, 'DEBIAN')
  mkdirSync(debian)
  const files = readdirSync(tree, { recursive: true, encoding: 'utf8' })
    .filter((file) => lstatSync(join(tree, file)).isFile())
    .toSorted()
  const bytes = files.reduce((sum, file) => sum + lstatSync(join(tree, file)).size, 0)
  const put = (name, text, mode = 0o644) => {
    writeFileSync(join(debian, name), text)
    chmodSync(join(debian, name), mode)
  }
  put('control', control(manifest, deb, version, Math.ceil(bytes / 1024)))
  put('md5sums', files.map((file) => `${md5(join(tree, file))}  ${file}\n`).join(''))
  for (const [name, text] of Object.entries(maintainerScripts(manifest.program, scripts)))
    put(name, text, 0o755)
  const file = join(out, `${manifest.name}_${version}_${deb}.deb`)
  // dpkg-deb clamps the times of what it packs to this one.
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(epoch) }
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', staged, file], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return file
}

function control(manifest, arch, version, kib) {
  const { name, maintainer, section, summary, description, conflicts, depends } = manifest
  const fields = [
    `Package: ${name}`,
    `Version: ${version}`,
    `Architecture: ${arch}`,
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${kib}`,
    `Depends: ${depends.deb.join(', ')}`,
    ...['Conflicts', 'Replaces', 'Provides'].map((field) => `${field}: ${conflicts.join(', ')}`),
    `Section: ${section}`,
    'Priority: optional',
    `Description: ${summary}`,
    ...description.map((line) => ` ${line}`),
  ]
  return `${fields.join('\n')}\n`
}

/**
 * Debian starts a service when it is installed (deb-systemd-invoke asks policy-rc.d), and keeps whether it is enabled
 * over an upgrade. See "Package maintainer scripts", Debian policy 6.
 */
function maintainerScripts(program, scripts) {
  const unit = `${program}.service`
  const script = (body) => `#!/bin/sh\n${scripts}\n${body}`
  return {
    postinst: script(`if [ "$1" = configure ]; then
  prepare
  deb-systemd-helper unmask ${unit} >/dev/null || true
  if deb-systemd-helper --quiet was-enabled ${unit}; then
    deb-systemd-helper enable ${unit} >/dev/null || true
  else
    deb-systemd-helper update-state ${unit} >/dev/null || true
  fi
  if booted; then deb-systemd-invoke restart ${unit} >/dev/null || true; fi
fi
`),
    prerm: script(`if [ "$1" = remove ] && booted; then
  deb-systemd-invoke stop ${unit} >/dev/null || true
fi
`),
    postrm: script(`case "$1" in
remove)
  removed
  if command -v deb-systemd-helper >/dev/null; then deb-systemd-helper mask ${unit} >/dev/null || true; fi
  ;;
purge)
  if command -v deb-systemd-helper >/dev/null; then
    deb-systemd-helper purge ${unit} >/dev/null || true
    deb-systemd-helper unmask ${unit} >/dev/null || true
  fi
  purged
  systemd_reload
  ;;
esac
`),
  }
}

const md5 = (file) => createHash('md5').update(readFileSync(file)).digest('hex')
