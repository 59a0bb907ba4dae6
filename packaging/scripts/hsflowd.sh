# A hsflowd that is not of this package: built from source, started by hand.
other_runs() {
  for comm in /proc/[0-9]*/comm; do
    [ "$(cat "$comm" 2>/dev/null)" = hsflowd ] || continue
    grep -qs hsflowd.service "$(dirname "$comm")/cgroup" || return 0
  done
  return 1
}

prepare() {
  if ! getent passwd hsflowd >/dev/null || ! getent group hsflowd >/dev/null; then systemd-sysusers hsflowd.conf; fi
  if [ ! -e /etc/hsflowd.conf ] && [ ! -L /etc/hsflowd.conf ]; then
    install -m 644 /usr/share/hsflowd/hsflowd.conf.sample /etc/hsflowd.conf || true
  fi
  # What the C daemon has left. systemd-tmpfiles makes the link where there is nothing.
  if [ -f /etc/hsflowd.auto ] && [ ! -L /etc/hsflowd.auto ]; then
    if other_runs; then
      echo "another hsflowd runs: /etc/hsflowd.auto stays its own (stop it, then: systemctl restart hsflowd)" >&2
    else
      rm -f /etc/hsflowd.auto || true
    fi
  fi
  # Not everything can be done in every container: the service says what it misses.
  systemd-tmpfiles --create hsflowd.conf || true
  other_unit hsflowd
  systemd_reload
}

removed() {
  if [ "$(readlink /etc/hsflowd.auto)" = /run/hsflowd/hsflowd.auto ]; then rm -f /etc/hsflowd.auto; fi
  rm -rf /run/hsflowd
  systemd_reload
}

purged() {
  rm -rf /var/lib/hsflowd
  rm -f /etc/hsflowd.conf
  if getent passwd hsflowd | grep -q ':Host sFlow agents:/var/lib/hsflowd:'; then
    # Another agent may run as this user: userdel says so, and the user stays.
    userdel hsflowd || true
  fi
}
