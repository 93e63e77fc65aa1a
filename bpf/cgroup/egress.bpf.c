// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Egress: may this packet of an agent leave now?
 *
 * Hook: cgroup_skb/egress on the cgroup of all agents. The network gate judges calls; this judges what really
 * leaves: a send that was already past its hook when the taint rose, a retransmission, a corked datagram after its
 * grant's end, a packet that a routing header or a source route sends elsewhere. Only plain TCP and UDP to a
 * destination that is granted now goes out. There is no current task here: a drop is counted, it is no event.
 * Maps read: telos_config, telos_cgroups, telos_agents, telos_net_grants. Written: telos_agent_states, telos_stats.
 * Fails closed: of an agent's packets, what cannot be read or looked up is dropped. A cgroup without an entry is one
 * whose agent ended unslammed, and what its sockets still hold may leave.
 */
#include "gate.h"

#define PACKET_DROP 0
#define PACKET_PASS 1

#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd

/* RFC 791 section 3.1: version 4 and a header of five words, so no options. */
#define IPV4_PLAIN 0x45
#define IPV4_OFFSET_MASK 0x1fff

struct ipv4_header {
	__u8 version_length;
	__u8 service;
	__u16 total_length;
	__u16 id;
	__u16 fragment;
	__u8 ttl;
	__u8 protocol;
	__u16 checksum;
	__u32 source;
	__u32 destination;
	__u16 source_port;
	__u16 destination_port;
};

/* RFC 8200 section 3; with any extension header, next_header is not a transport. */
struct ipv6_header {
	__u32 version_flow;
	__u16 payload_length;
	__u8 next_header;
	__u8 hop_limit;
	__u8 source[16];
	__u8 destination[16];
	__u16 source_port;
	__u16 destination_port;
};

static __always_inline bool read_destination4(struct __sk_buff *skb, struct telos_net_key *key)
{
	struct ipv4_header header;

	if (bpf_skb_load_bytes(skb, 0, &header, sizeof(header)))
		return false;
	if (header.version_length != IPV4_PLAIN || (bpf_ntohs(header.fragment) & IPV4_OFFSET_MASK))
		return false;
	__builtin_memset(key->address, 0, 10);
	key->address[10] = 0xff;
	key->address[11] = 0xff;
	__builtin_memcpy(key->address + 12, &header.destination, sizeof(header.destination));
	key->protocol = header.protocol;
	key->port = bpf_ntohs(header.destination_port);
	return true;
}

static __always_inline bool read_destination6(struct __sk_buff *skb, struct telos_net_key *key)
{
	struct ipv6_header header;

	if (bpf_skb_load_bytes(skb, 0, &header, sizeof(header)))
		return false;
	__builtin_memcpy(key->address, header.destination, sizeof(key->address));
	key->protocol = header.next_header;
	key->port = bpf_ntohs(header.destination_port);
	return true;
}

static __always_inline bool may_leave(struct __sk_buff *skb, const struct telos_agent *agent,
				      const struct telos_agent_state *state, struct telos_net_key *key)
{
	struct telos_config *config = configuration();
	__u64 now = bpf_ktime_get_boot_ns();
	struct telos_net_grant *grant;

	if (!config || state->taint >= config->slam_level || agent->expires_ns <= now)
		return false;
	key->generation = agent->generation;
	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if (!read_destination4(skb, key))
			return false;
	} else if (skb->protocol != bpf_htons(ETH_P_IPV6) || !read_destination6(skb, key)) {
		return false;
	}
	if (key->protocol != IPPROTO_TCP && key->protocol != IPPROTO_UDP)
		return false;
	grant = bpf_map_lookup_elem(&telos_net_grants, key);
	return grant && grant->expires_ns > now;
}

SEC("cgroup_skb/egress")
int telos_egress(struct __sk_buff *skb)
{
	__u64 cgroup_id = bpf_skb_cgroup_id(skb);
	struct telos_cgroup *cgroup = bpf_map_lookup_elem(&telos_cgroups, &cgroup_id);
	struct telos_net_key key = {};
	struct telos_agent_state *state;
	struct telos_agent *agent;

	if (!cgroup)
		return PACKET_PASS;
	key.agent_id = cgroup->agent_id;
	agent = bpf_map_lookup_elem(&telos_agents, &key.agent_id);
	state = bpf_map_lookup_elem(&telos_agent_states, &key.agent_id);
	if (agent && agent->mode == TELOS_MODE_AUDIT)
		return PACKET_PASS;
	if (!(cgroup->flags & TELOS_CGROUP_SEALED) && agent && state && may_leave(skb, agent, state, &key))
		return PACKET_PASS;

	count(TELOS_STAT_EGRESS_DROPPED);
	if (state)
		__sync_fetch_and_add(&state->refused[TELOS_GATE_NETWORK], 1);
	return PACKET_DROP;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
