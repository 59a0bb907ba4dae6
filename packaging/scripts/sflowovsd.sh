# User, directories and the settings are of the package of hsflowd.
prepare() {
  other_unit sflowovsd
  systemd_reload
}

removed() { systemd_reload; }

purged() { :; }
