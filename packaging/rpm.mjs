import { execFileSync } from 'node:child_process'
import { cpSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { architectureOf } from './manifest.mjs'

/** Directories of the system belong to its own packages. */
const OWN = /^\/usr\/(?:lib|share)\/(?:hsflowd|sflowovsd)(?:\/|$)|^\/usr\/share\/doc\/[^/]+(?:\/|$)/

/** rpm of a tree; its path. */
export function makeRpm(tree, { manifest, arch, version, epoch, scripts, work, out }) {
  const { rpm } = architectureOf(manifest, arch)
  const top = join(work, 'rpm')
  mkdirSync(top)
  const spec = join(top, 'package.spec')
  writeFileSync(spec, specOf(tree, manifest, version, scripts))
  const buildRoot = join(top, 'root')
  cpSync(tree, buildRoot, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  const defines = {
    _topdir: top,
    _rpmdir: out,
    _build_name_fmt: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    _build_id_links: 'none',
    _buildhost: 'localhost',
    _binary_payload: 'w6.xzdio',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    __os_install_post: '%{nil}',
    debug_package: '%{nil}',
  }
  const options = Object.entries(defines).flatMap(([key, value]) => ['--define', `${key} ${value}`])
  const args = ['-bb', '--quiet', '--target', `${rpm}-linux`, '--buildroot', buildRoot, ...options, spec]
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(epoch), LC_ALL: 'C' }
  execFileSync('rpmbuild', args, { env, cwd: top, stdio: ['ignore', 'ignore', 'pipe'] })
  return join(out, `${manifest.name}-${version}-1.${rpm}.rpm`)
}

function specOf(tree, manifest, version, scripts) {
  const { program, name, summary, license, group, description, conflicts, depends } = manifest
  return `Name: ${name}
Version: ${version}
Release: 1
Summary: ${summary}
License: ${license}
Group: ${group}
AutoReqProv: no
${depends.rpm.map((each) => `Requires: ${each}\n`).join('')}Requires(pre): systemd
${conflicts.map((each) => `Conflicts: ${each}\n`).join('')}
%description
${description.join('\n')}

%files
%defattr(-,root,root,-)
${filesOf(tree).join('\n')}

# A package of these systems enables what their presets say, and starts nothing.
%post
${scripts}
prepare
if booted; then
  if [ "$1" -eq 1 ]; then systemctl preset ${program}.service || true
  else systemctl try-restart ${program}.service || true; fi
fi

%preun
if [ "$1" -eq 0 ] && [ -d /run/systemd/system ]; then systemctl disable --now ${program}.service || true; fi

%postun
${scripts}
if [ "$1" -eq 0 ]; then removed; fi
`
}

function filesOf(tree) {
  return readdirSync(tree, { recursive: true, encoding: 'utf8' })
    .map((name) => `/${name}`)
    .toSorted()
    .flatMap((path) => {
      if (!lstatSync(join(tree, path)).isDirectory())
        return [path.startsWith('/usr/share/doc/') ? `%doc ${path}` : path]
      return OWN.test(path) ? [`%dir ${path}`] : []
    })
}
