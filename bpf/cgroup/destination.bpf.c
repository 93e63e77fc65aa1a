// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Destination: may a socket of this agent be connected to this address, or send a datagram to it?
 *
 * Hooks: cgroup/connect4, connect6, sendmsg4, sendmsg6 on the cgroup of all agents. They are asked by connect(2), by an
 * implicit connect (MSG_FASTOPEN, net/ipv4/tcp.c) and for each datagram that names its destination, for sockets that
 * were made in the cgroup, so that tasks outside pay nothing; sockets from elsewhere are refused on arrival (network
 * gate). Needs no BPF LSM: on a kernel without it this and the egress program hold the network alone.
 * Maps read: telos_config, telos_cgroups, telos_agents, telos_net_grants. Written: telos_agent_states, telos_stats,
 * telos_events.
 * Fails closed: a task in no agent's cgroup that uses an agent's socket, no state, no policy, no grant.
 */
#include "destination.h"

#define CGROUP_REFUSE 0
#define CGROUP_ALLOW 1

static __always_inline void identify_member(struct caller *caller)
{
	__u64 cgroup_id = bpf_get_current_cgroup_id();
	struct telos_cgroup *cgroup = bpf_map_lookup_elem(&telos_cgroups, &cgroup_id);

	caller->agent_id = cgroup && !(cgroup->flags & TELOS_CGROUP_SEALED) ? cgroup->agent_id : 0;
	find_agent(caller);
	count(TELOS_STAT_DECISIONS);
}

/*
 * getaddrinfo(3) connects a datagram socket to each address that it found, to learn the source address, and sends
 * nothing. What is sent on such a socket is judged as what it is, packet by packet.
 */
static __always_inline bool only_asks_for_a_route(const struct caller *caller, const struct attempt *attempt)
{
	struct attempt stream = *attempt;

	if (attempt->operation != TELOS_NET_OPERATION_CONNECT || attempt->protocol != IPPROTO_UDP)
		return false;
	stream.protocol = IPPROTO_TCP;
	return destination_reason(caller, &stream) == TELOS_REASON_NONE;
}

static __always_inline int judge(struct bpf_sock_addr *ctx, struct attempt *attempt)
{
	struct caller caller = {};
	enum telos_reason reason;

	attempt->family = ctx->family;
	attempt->type = ctx->type;
	attempt->protocol = ctx->protocol;
	attempt->port = bpf_ntohs(ctx->user_port);
	identify_member(&caller);
	reason = destination_reason(&caller, attempt);
	if (reason == TELOS_REASON_NET_NOT_GRANTED && only_asks_for_a_route(&caller, attempt))
		return CGROUP_ALLOW;
	if (reason == TELOS_REASON_NONE || !refuse_network(&caller, attempt, reason))
		return CGROUP_ALLOW;
	return CGROUP_REFUSE;
}

static __always_inline int judge4(struct bpf_sock_addr *ctx, enum telos_net_operation operation)
{
	struct attempt attempt = { .operation = operation };

	map_address4(attempt.address, ctx->user_ip4);
	return judge(ctx, &attempt);
}

static __always_inline int judge6(struct bpf_sock_addr *ctx, enum telos_net_operation operation)
{
	struct attempt attempt = { .operation = operation };
	__u32 address[4] = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3] };

	__builtin_memcpy(attempt.address, address, sizeof(address));
	return judge(ctx, &attempt);
}

SEC("cgroup/connect4")
int telos_connect4(struct bpf_sock_addr *ctx)
{
	return judge4(ctx, TELOS_NET_OPERATION_CONNECT);
}

SEC("cgroup/connect6")
int telos_connect6(struct bpf_sock_addr *ctx)
{
	return judge6(ctx, TELOS_NET_OPERATION_CONNECT);
}

SEC("cgroup/sendmsg4")
int telos_sendmsg4(struct bpf_sock_addr *ctx)
{
	return judge4(ctx, TELOS_NET_OPERATION_SEND);
}

SEC("cgroup/sendmsg6")
int telos_sendmsg6(struct bpf_sock_addr *ctx)
{
	return judge6(ctx, TELOS_NET_OPERATION_SEND);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
