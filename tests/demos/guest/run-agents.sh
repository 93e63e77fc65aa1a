#!/bin/bash
# Prepares names and addresses for demo 5, in a microVM with the host's programs, and shows it.
set -euo pipefail
job=${JOB:-/job}
export PATH=$job:$PATH

ip link set lo up
for address in 192.0.2.10 192.0.2.20 203.0.113.66 198.51.100.80 9.9.9.9; do
    ip address replace "$address/32" dev lo
done
cat >>/etc/hosts <<'HOSTS'
192.0.2.20 git.example.org
192.0.2.10 docs.example.org
203.0.113.66 collect.example.net
HOSTS
echo 'nameserver 127.0.0.2' >/etc/resolv.conf
mkdir -p /etc/telos
cat >/etc/telos/policy.yaml <<'POLICY'
dns:
  upstreams: [127.0.0.2]
POLICY

exec /usr/bin/python3 -u "$job/agents.py"
