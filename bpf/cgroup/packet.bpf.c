// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Packets: may this packet of an agent leave now, or reach it?
 *
 * Hooks: cgroup_skb/egress and cgroup_skb/ingress on the cgroup of all agents. The destination gate judges calls;
 * this judges what really leaves: a send that was already past its hook when the taint rose, a retransmission, a
 * corked datagram after its grant's end, a packet that a routing header or a source route sends elsewhere. Only
 * plain TCP and UDP to a destination that is granted now goes out, and comes in from there: a grant's end is one for
 * both. The agent's own resolver on loopback needs no grant; what is addressed to it but sent through another device
 * (SO_BINDTODEVICE) goes to whoever answers there, and is dropped. There is no current task here: the event of a drop names none.
 * Maps read: telos_config, telos_pulse, telos_cgroups, telos_agents, telos_net_grants, telos_blocks4, telos_blocks6,
 * telos_token_pieces. Written: telos_agent_states, telos_stats, telos_events, telos_silenced.
 * Fails closed: of an agent's packets, what cannot be read or looked up is dropped. A cgroup without an entry is one
 * whose agent ended unslammed, and what its sockets still hold may leave, but for a token. Fails open in one thing: where no
 * server name can be read there is none with a token (server_name.h).
 */
#include "destination.h"
#include "server_name.h"

#define PACKET_DROP 0
#define PACKET_PASS 1

/* RFC 791 section 3.1: version 4 and a header of five words, so no options. */
#define IPV4_PLAIN 0x45
#define IPV4_OFFSET_MASK 0x1fff

struct packet4 {
	struct ipv4_header ip;
	__u16 source_port;
	__u16 destination_port;
};

struct packet6 {
	struct ipv6_header ip;
	__u16 source_port;
	__u16 destination_port;
};

static __always_inline bool read_peer4(struct __sk_buff *skb, bool inbound, struct telos_net_key *key)
{
	struct packet4 packet;

	if (bpf_skb_load_bytes(skb, 0, &packet, sizeof(packet)))
		return false;
	if (packet.ip.version_length != IPV4_PLAIN || (bpf_ntohs(packet.ip.fragment) & IPV4_OFFSET_MASK))
		return false;
	map_address4(key->address, inbound ? packet.ip.source : packet.ip.destination);
	key->protocol = packet.ip.protocol;
	key->port = bpf_ntohs(inbound ? packet.source_port : packet.destination_port);
	return true;
}

static __always_inline bool read_peer6(struct __sk_buff *skb, bool inbound, struct telos_net_key *key)
{
	struct packet6 packet;

	if (bpf_skb_load_bytes(skb, 0, &packet, sizeof(packet)))
		return false;
	__builtin_memcpy(key->address, inbound ? &packet.ip.source : &packet.ip.destination,
			 sizeof(key->address));
	key->protocol = packet.ip.next_header;
	key->port = bpf_ntohs(inbound ? packet.source_port : packet.destination_port);
	return true;
}

/* Of a packet that could be read: its IP header has one length. */
static __always_inline bool leaks_token(struct __sk_buff *skb, __u8 protocol)
{
	if (protocol != IPPROTO_TCP)
		return false;
	return sends_token(skb, skb->protocol == bpf_htons(ETH_P_IP) ? sizeof(struct ipv4_header)
								     : sizeof(struct ipv6_header));
}

/*
 * TCP sends again for minutes what was dropped, also when its agent has ended and nothing else of it is judged. It was told
 * when it was dropped first.
 */
static __always_inline int judge_remainder(struct __sk_buff *skb, bool inbound)
{
	struct telos_net_key key = {};

	if (inbound || (skb->protocol == bpf_htons(ETH_P_IP) ? !read_peer4(skb, false, &key)
							     : !read_peer6(skb, false, &key)))
		return PACKET_PASS;
	if (!leaks_token(skb, key.protocol))
		return PACKET_PASS;
	count(TELOS_STAT_EGRESS_DROPPED);
	return PACKET_DROP;
}

/* NONE: it may leave. The key is as far filled in as the packet could be read. */
static __always_inline enum telos_reason packet_reason(struct __sk_buff *skb, bool inbound,
						       const struct caller *caller, struct telos_net_key *key)
{
	__u64 now = bpf_ktime_get_boot_ns();
	enum telos_reason reason = policy_reason(caller, TELOS_GATE_NETWORK, now);

	if (reason == TELOS_REASON_STATE_MISSING || !caller->agent)
		return TELOS_REASON_STATE_MISSING;
	key->generation = caller->agent->generation;
	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if (!read_peer4(skb, inbound, key))
			return TELOS_REASON_NET_SOCKET_TYPE;
	} else if (skb->protocol != bpf_htons(ETH_P_IPV6) || !read_peer6(skb, inbound, key)) {
		return TELOS_REASON_NET_SOCKET_TYPE;
	}
	if (slammed(caller))
		return TELOS_REASON_NET_SLAMMED;
	if (reason != TELOS_REASON_NONE)
		return reason;
	if (key->protocol != IPPROTO_TCP && key->protocol != IPPROTO_UDP)
		return TELOS_REASON_NET_SOCKET_TYPE;
	if (skb->ifindex == LOOPBACK_IFINDEX &&
	    is_own_resolver(caller->agent->dns_port, key->address, key->port))
		return TELOS_REASON_NONE;
	reason = grant_reason(key, now);
	if (reason == TELOS_REASON_NONE && !inbound && leaks_token(skb, key->protocol))
		return TELOS_REASON_NET_DECOY_TOKEN;
	return reason;
}

static __always_inline void tell_drop(struct __sk_buff *skb, const struct caller *caller,
				      const struct telos_net_key *key, enum telos_reason reason)
{
	struct telos_event_network *event;

	count(TELOS_STAT_EGRESS_DROPPED);
	count_refusal(caller, TELOS_GATE_NETWORK);
	if (!may_tell(caller))
		return;
	event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);
	if (!event) {
		count_dropped(caller);
		return;
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->header.time_ns = bpf_ktime_get_boot_ns();
	event->header.kind = TELOS_EVENT_KIND_NETWORK;
	event->header.gate = TELOS_GATE_NETWORK;
	event->header.verdict = TELOS_VERDICT_DENY;
	event->header.reason = reason;
	event->header.taint = caller->state ? caller->state->taint : TELOS_TAINT_CLEAN;
	event->header.agent_id = caller->agent_id;
	__builtin_memcpy(event->address, key->address, sizeof(event->address));
	event->operation = TELOS_NET_OPERATION_PACKET;
	event->family = skb->family;
	event->port = key->port;
	event->protocol = key->protocol;
	bpf_ringbuf_submit(event, 0);
}

static __always_inline int judge_packet(struct __sk_buff *skb, bool inbound)
{
	__u64 cgroup_id = bpf_skb_cgroup_id(skb);
	struct telos_cgroup *cgroup = bpf_map_lookup_elem(&telos_cgroups, &cgroup_id);
	enum telos_reason reason = TELOS_REASON_NET_SLAMMED;
	struct telos_net_key key = {};
	struct caller caller = {};

	if (!cgroup)
		return judge_remainder(skb, inbound);
	key.agent_id = cgroup->agent_id;
	caller.agent_id = cgroup->agent_id;
	caller.agent = agent_of(key.agent_id);
	caller.state = state_of(key.agent_id);
	if (caller.agent && caller.agent->mode == TELOS_MODE_AUDIT)
		return PACKET_PASS;
	if (!(cgroup->flags & TELOS_CGROUP_SEALED))
		reason = packet_reason(skb, inbound, &caller, &key);
	/* In an open gate the call has been told. */
	if (reason == TELOS_REASON_NONE ||
	    (caller.agent && fails_open(caller.agent, TELOS_GATE_NETWORK, reason)))
		return PACKET_PASS;
	tell_drop(skb, &caller, &key, reason);
	return PACKET_DROP;
}

SEC("cgroup_skb/egress")
int telos_egress(struct __sk_buff *skb)
{
	return judge_packet(skb, false);
}

SEC("cgroup_skb/ingress")
int telos_ingress(struct __sk_buff *skb)
{
	return judge_packet(skb, true);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
