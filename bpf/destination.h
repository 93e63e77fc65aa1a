/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * May this agent reach this address, port and protocol now? The same question for calls (LSM and cgroup hooks). Whom it
 * asks on port 53 does not matter where the daemon has a resolver for it: the cgroup hooks redirect the question there,
 * and the answer to "may it ask" is the same in each hook that sees the call before them.
 */
#ifndef TELOS_DESTINATION_H
#define TELOS_DESTINATION_H

#include "taint.h"
#include "ip_headers.h"

/* RFC 1035 section 4.2 */
#define DNS_PORT 53

/* The part of sockaddr_in and sockaddr_in6 (include/uapi/linux/in.h, in6.h) that a gate judges. */
struct socket_address {
	__u16 family;
	__u16 port;
	union {
		__u32 address4;
		struct {
			__u32 flow_info;
			__u8 address6[16];
		};
	};
};

struct attempt {
	__u8 address[TELOS_ADDRESS_BYTES];
	enum telos_net_operation operation;
	__u16 family;
	__u16 type;
	__u16 port;
	__u16 protocol;
	/* Where to the cgroup hooks redirect it instead: destination_reason() fills it in. */
	__u16 redirected;
};

static __always_inline bool is_mapped4(const __u8 *address)
{
	__u32 words[4];

	__builtin_memcpy(words, address, sizeof(words));
	return !words[0] && !words[1] && words[2] == bpf_htonl(0xffff);
}

/*
 * Hyperion's lists (bpf/xdp/hyperion.bpf.c), which hold what comes in. The operator's own blocks go before grants; what a
 * denied name or another program had blocked does not, and is off the list as soon as it is granted.
 */
static __always_inline bool is_blocked(const __u8 *address, bool granted, __u64 now)
{
	const __u32 any = TELOS_CONFIG_BLOCKS4 | TELOS_CONFIG_BLOCKS6;
	struct telos_config *config = configuration();
	struct telos_block *block;
	__u32 address4;

	if (!config || !(config->flags & any))
		return false;
	if (is_mapped4(address)) {
		__builtin_memcpy(&address4, address + 12, sizeof(address4));
		block = bpf_map_lookup_elem(&telos_blocks4, &address4);
	} else {
		block = bpf_map_lookup_elem(&telos_blocks6, address);
	}
	if (!block || block->expires_ns <= now)
		return false;
	return !granted || (block->flags & TELOS_BLOCK_FIRM);
}

static __always_inline enum telos_reason grant_reason(const struct telos_net_key *key, __u64 now)
{
	struct telos_net_grant *grant = bpf_map_lookup_elem(&telos_net_grants, key);
	bool granted = grant && grant->expires_ns > now;

	if (is_blocked(key->address, granted, now))
		return TELOS_REASON_NET_BLOCKED;
	if (!grant)
		return TELOS_REASON_NET_NOT_GRANTED;
	return granted ? TELOS_REASON_NONE : TELOS_REASON_GRANT_EXPIRED;
}

/* 127.0.0.1 and ::1 alone: nobody listens for agents on the rest of 127.0.0.0/8. */
static __always_inline bool is_loopback(const __u8 *address)
{
	__u32 words[4];

	__builtin_memcpy(words, address, sizeof(words));
	if (is_mapped4(address))
		return words[3] == bpf_htonl(INADDR_LOOPBACK);
	return !words[0] && !words[1] && !words[2] && words[3] == bpf_htonl(1);
}

/* Where the daemon answers this agent. The number is what tells it whose question it is, so that no other's counts. */
static __always_inline bool is_own_resolver(__u16 dns_port, const __u8 *address, __u16 port)
{
	return dns_port && port == dns_port && is_loopback(address);
}

static __always_inline enum telos_reason destination_reason(const struct caller *caller,
							    struct attempt *attempt)
{
	__u64 now = bpf_ktime_get_boot_ns();
	struct telos_net_key key = { .agent_id = caller->agent_id };
	enum telos_reason reason;
	__u16 dns_port;

	if (slammed(caller))
		return TELOS_REASON_NET_SLAMMED;
	reason = policy_reason(caller, TELOS_GATE_NETWORK, now);
	if (reason != TELOS_REASON_NONE)
		return reason;
	if (attempt->protocol != IPPROTO_TCP && attempt->protocol != IPPROTO_UDP)
		return TELOS_REASON_NET_SOCKET_TYPE;

	dns_port = caller->agent->dns_port;
	if (dns_port && attempt->port == DNS_PORT) {
		attempt->redirected = dns_port;
		return TELOS_REASON_NONE;
	}
	if (is_own_resolver(dns_port, attempt->address, attempt->port))
		return TELOS_REASON_NONE;
	key.generation = caller->agent->generation;
	__builtin_memcpy(key.address, attempt->address, sizeof(key.address));
	key.port = attempt->port;
	key.protocol = attempt->protocol;
	return grant_reason(&key, now);
}

static __always_inline int refuse_network(const struct caller *caller, const struct attempt *attempt,
					  enum telos_reason reason)
{
	enum telos_verdict verdict = refusal_verdict(caller, TELOS_GATE_NETWORK, reason);
	struct telos_event_network *event;

	count_refusal(caller, TELOS_GATE_NETWORK);
	if (!may_tell(caller))
		return refusal(verdict);
	event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);
	if (event) {
		__builtin_memset(event, 0, sizeof(*event));
		fill_header(&event->header, caller, TELOS_EVENT_KIND_NETWORK, TELOS_GATE_NETWORK, reason,
			    verdict);
		__builtin_memcpy(event->address, attempt->address, sizeof(event->address));
		event->operation = attempt->operation;
		event->family = attempt->family;
		event->socket_type = attempt->type;
		event->port = attempt->port;
		event->protocol = attempt->protocol;
		bpf_ringbuf_submit(event, 0);
	} else {
		count_dropped(caller);
	}
	return refusal(verdict);
}

#endif /* TELOS_DESTINATION_H */
