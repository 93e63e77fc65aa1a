/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What the LSM gates read of a socket: its kind, its peer, and whose it is. */
#ifndef TELOS_SOCKET_H
#define TELOS_SOCKET_H

#include "destination.h"

/* A socket without a sock keeps family 0, which no gate allows. */
static __always_inline void describe_socket(struct sock *sk, struct attempt *attempt)
{
	if (!sk)
		return;
	attempt->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	attempt->type = BPF_CORE_READ(sk, sk_type);
	attempt->protocol = BPF_CORE_READ(sk, sk_protocol);
}

static __always_inline bool read_peer(struct sock *sk, struct attempt *attempt)
{
	if (!sk)
		return false;
	attempt->port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
	if (attempt->family == AF_INET6)
		BPF_CORE_READ_INTO((struct in6_addr *)attempt->address, sk, __sk_common.skc_v6_daddr);
	else
		map_address4(attempt->address, BPF_CORE_READ(sk, __sk_common.skc_daddr));
	return attempt->port != 0;
}

static __always_inline bool is_local_family(__u16 family)
{
	return family == AF_UNIX || family == AF_NETLINK;
}

/* A socket belongs to the cgroup of the task that made it (net/core/sock.c, cgroup_sk_alloc). */
static __always_inline __u32 agent_of_socket(struct sock *sk)
{
	return agent_of_cgroup(BPF_CORE_READ(sk, sk_cgrp_data.cgroup));
}

#endif /* TELOS_SOCKET_H */
