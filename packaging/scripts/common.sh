# For both shells and both formats: rpm reads a percent sign as a macro.
# What happens when a package is installed, upgraded and removed; the same for deb and rpm. Nothing here overwrites or
# removes what the operator has written, except "purged". What the service can do without, also for a read-only /etc, fails
# nothing.
set -e
booted() { [ -d /run/systemd/system ]; }
systemd_reload() { if booted; then systemctl daemon-reload || true; fi; }


# A link to /dev/null is a unit that is masked, as Debian does when a package is removed.
other_unit() {
  if [ -f "/etc/systemd/system/$1.service" ]; then
    echo "/etc/systemd/system/$1.service comes before the unit of this package (made by npm's? hsflowd uninstall)" >&2
  fi
}
