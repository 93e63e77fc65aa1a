/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * May this agent reach this address, port and protocol now? The same question for calls (LSM and cgroup hooks).
 */
#ifndef TELOS_DESTINATION_H
#define TELOS_DESTINATION_H

#include "taint.h"

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
};

static __always_inline void map_address4(__u8 *mapped, __u32 address)
{
	__builtin_memset(mapped, 0, 10);
	mapped[10] = 0xff;
	mapped[11] = 0xff;
	__builtin_memcpy(mapped + 12, &address, sizeof(address));
}

static __always_inline enum telos_reason grant_reason(const struct telos_net_key *key, __u64 now)
{
	struct telos_net_grant *grant = bpf_map_lookup_elem(&telos_net_grants, key);

	if (!grant)
		return TELOS_REASON_NET_NOT_GRANTED;
	return grant->expires_ns <= now ? TELOS_REASON_GRANT_EXPIRED : TELOS_REASON_NONE;
}

static __always_inline enum telos_reason destination_reason(const struct caller *caller,
							    const struct attempt *attempt)
{
	__u64 now = bpf_ktime_get_boot_ns();
	struct telos_net_key key = { .agent_id = caller->agent_id };
	enum telos_reason reason;

	if (slammed(caller))
		return TELOS_REASON_NET_SLAMMED;
	reason = policy_reason(caller, now);
	if (reason != TELOS_REASON_NONE)
		return reason;
	if (attempt->protocol != IPPROTO_TCP && attempt->protocol != IPPROTO_UDP)
		return TELOS_REASON_NET_SOCKET_TYPE;

	key.generation = caller->agent->generation;
	__builtin_memcpy(key.address, attempt->address, sizeof(key.address));
	key.port = attempt->port;
	key.protocol = attempt->protocol;
	return grant_reason(&key, now);
}

static __always_inline int refuse_network(const struct caller *caller, const struct attempt *attempt,
					  enum telos_reason reason)
{
	enum telos_verdict verdict = refusal_verdict(caller);
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
