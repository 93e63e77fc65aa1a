#!/bin/bash
# prepare.sh SCRIPT [host]: prepares names, addresses and a secret for the demos, then shows those of SCRIPT. In the microVM
# everything may be changed; with "host" this runs in namespaces of its own, and what it changes is mounted over.
set -euo pipefail
job=${JOB:-/job}
export PATH=$job:$PATH

if [ "${2:-}" = host ]; then
    mount --make-rprivate /
    for directory in /srv /etc/telos; do
        mkdir -p "$directory"
        mount -t tmpfs tmpfs "$directory"
    done
    cp /etc/hosts "$job/hosts"
    mount --bind "$job/hosts" /etc/hosts
fi

ip link set lo up
for address in 192.0.2.10 192.0.2.20 203.0.113.66 198.51.100.80 9.9.9.9; do
    ip address replace "$address/32" dev lo
done
cat >>/etc/hosts <<'HOSTS'
192.0.2.10 weather.com docs.example.org
192.0.2.20 reports.example.com git.example.org
203.0.113.66 githuh.com collect.example.net
HOSTS

mkdir -p /etc/telos /srv/payroll
echo 'name,salary
Ada Lovelace,1843' >/srv/payroll/salaries.csv
cat >/etc/telos/policy.yaml <<'POLICY'
filesystem:
  labels:
    - path: /srv/payroll
      level: critical
      grantable: true
dns:
  upstreams: [127.0.0.2]
POLICY

exec /usr/bin/python3 -u "$job/$1"
