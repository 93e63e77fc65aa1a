// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Destination: may a socket of this agent be connected to this address, or send a datagram to it? And where is the
 * resolver that it names?
 *
 * Hooks: cgroup/connect4, connect6, sendmsg4, sendmsg6 on the cgroup of all agents. They are asked by connect(2), by an
 * implicit connect (MSG_FASTOPEN, net/ipv4/tcp.c) and for each datagram that names its destination, for sockets that
 * were made in the cgroup, so that tasks outside pay nothing; sockets from elsewhere are refused on arrival (network
 * gate). Needs no BPF LSM: on a kernel without it this and the egress program hold the network alone.
 * A question to any resolver goes to the agent's own port of loopback instead, where the daemon answers; recvmsg4,
 * recvmsg6, getpeername4 and getpeername6 show the resolver that was named, since programs compare. They refuse nothing
 * and look at nobody's rights: a socket without a redirected question is left as it is.
 * Maps read: telos_config, telos_pulse, telos_cgroups, telos_agents, telos_net_grants, telos_blocks4, telos_blocks6. Written:
 * telos_agent_states, telos_stats, telos_events, telos_resolvers.
 * Fails closed: a task in no agent's cgroup that uses an agent's socket, no state, no policy, no grant; no memory to
 * note the resolver.
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

/* What a socket named before is forgotten: an answer that is still on its way seems to come from the last one. */
static __always_inline bool note_resolver(struct bpf_sock_addr *ctx, const struct attempt *attempt)
{
	struct telos_resolver named = { .port = attempt->port, .dns_port = attempt->redirected };
	struct telos_resolver *noted;

	__builtin_memcpy(named.address, attempt->address, sizeof(named.address));
	noted = bpf_sk_storage_get(&telos_resolvers, ctx->sk, &named, BPF_SK_STORAGE_GET_F_CREATE);
	if (!noted) {
		count(TELOS_STAT_STORAGE_FULL);
		return false;
	}
	*noted = named;
	return true;
}

/* Once it allows, the attempt says whether the destination is to be another. */
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
	if (attempt->redirected && !note_resolver(ctx, attempt)) {
		attempt->redirected = 0;
		reason = TELOS_REASON_NET_REDIRECT;
	}
	if (reason == TELOS_REASON_NONE || !refuse_network(&caller, attempt, reason))
		return CGROUP_ALLOW;
	return CGROUP_REFUSE;
}

static __always_inline int judge4(struct bpf_sock_addr *ctx, enum telos_net_operation operation)
{
	struct attempt attempt = { .operation = operation };
	int answer;

	map_address4(attempt.address, ctx->user_ip4);
	answer = judge(ctx, &attempt);
	if (attempt.redirected) {
		ctx->user_ip4 = bpf_htonl(INADDR_LOOPBACK);
		ctx->user_port = bpf_htons(attempt.redirected);
	}
	return answer;
}

/*
 * A mapped address stays one, because a socket that is bound to one reaches no other. Datagrams to one that were not
 * connected never come here: udpv6_sendmsg() makes them IPv4's (net/ipv6/udp.c), and refuses what a program maps.
 */
static __always_inline int judge6(struct bpf_sock_addr *ctx, enum telos_net_operation operation)
{
	struct attempt attempt = { .operation = operation };
	__u32 address[4] = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3] };
	bool mapped;
	int answer;

	__builtin_memcpy(attempt.address, address, sizeof(address));
	answer = judge(ctx, &attempt);
	if (attempt.redirected) {
		mapped = is_mapped4(attempt.address);
		ctx->user_ip6[0] = 0;
		ctx->user_ip6[1] = 0;
		ctx->user_ip6[2] = mapped ? bpf_htonl(0xffff) : 0;
		ctx->user_ip6[3] = bpf_htonl(mapped ? INADDR_LOOPBACK : 1);
		ctx->user_port = bpf_htons(attempt.redirected);
	}
	return answer;
}

/* The resolver that this socket named, if what it sees is that resolver's stand-in and of the same family. */
static __always_inline struct telos_resolver *named_resolver(struct bpf_sock_addr *ctx, const __u8 *seen)
{
	struct telos_resolver *named = bpf_sk_storage_get(&telos_resolvers, ctx->sk, NULL, 0);

	if (!named || !is_own_resolver(named->dns_port, seen, bpf_ntohs(ctx->user_port)))
		return NULL;
	return is_mapped4(named->address) == is_mapped4(seen) ? named : NULL;
}

static __always_inline int show4(struct bpf_sock_addr *ctx)
{
	struct telos_resolver *named;
	__u8 seen[TELOS_ADDRESS_BYTES];
	__u32 address[4];

	map_address4(seen, ctx->user_ip4);
	named = named_resolver(ctx, seen);
	if (!named)
		return CGROUP_ALLOW;
	__builtin_memcpy(address, named->address, sizeof(address));
	ctx->user_ip4 = address[3];
	ctx->user_port = bpf_htons(named->port);
	return CGROUP_ALLOW;
}

static __always_inline int show6(struct bpf_sock_addr *ctx)
{
	__u32 address[4] = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3] };
	struct telos_resolver *named = named_resolver(ctx, (const __u8 *)address);

	if (!named)
		return CGROUP_ALLOW;
	__builtin_memcpy(address, named->address, sizeof(address));
	ctx->user_ip6[0] = address[0];
	ctx->user_ip6[1] = address[1];
	ctx->user_ip6[2] = address[2];
	ctx->user_ip6[3] = address[3];
	ctx->user_port = bpf_htons(named->port);
	return CGROUP_ALLOW;
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

SEC("cgroup/recvmsg4")
int telos_recvmsg4(struct bpf_sock_addr *ctx)
{
	return show4(ctx);
}

SEC("cgroup/recvmsg6")
int telos_recvmsg6(struct bpf_sock_addr *ctx)
{
	return show6(ctx);
}

SEC("cgroup/getpeername4")
int telos_getpeername4(struct bpf_sock_addr *ctx)
{
	return show4(ctx);
}

SEC("cgroup/getpeername6")
int telos_getpeername6(struct bpf_sock_addr *ctx)
{
	return show6(ctx);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
