// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Hyperion: is what arrives on this interface from an address that nothing is let in from?
 *
 * Hooks: xdp, on the interfaces that the operator names, and on no other. It asks for the source address of IPv4 and IPv6
 * behind up to two VLAN tags; what a tunnel carries has the tunnel's source. An entry that has expired lets in, by the boot
 * clock and whether or not a daemon runs. Addresses that the machine cannot do without and those that a grant leads to
 * are let in though they are listed; the operator's own blocks go before grants.
 * Its object is apart from the gates', because it is loaded when an interface is named; the maps are theirs.
 * Maps read: telos_config, telos_block_guards. Written: telos_blocks4, telos_blocks6 (hits), telos_xdp_stats, telos_events.
 * Fails open: what is too short or of another version than its frame says is let in, and the stack drops it; without
 * telos_config nothing is asked. An event that cannot be told is counted, and the packet is dropped all the same.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "map_shapes.h"
#include "common_maps.h"
#include "ip_headers.h"

/* include/uapi/linux/if_ether.h */
#define ETH_P_8021Q 0x8100
#define ETH_P_8021AD 0x88a8
#define VLAN_TAGS_MAX 2

#define AF_INET 2
#define AF_INET6 10

/* 2^30 ns is a second for this purpose; of many addresses in one of them, this many are told by each processor. */
#define SECOND_SHIFT 30
#define EVENTS_PER_SECOND_MAX 64

/* Slots of telos_xdp_stats that count what was told, so that one lookup finds both. */
#define SLOT_TOLD 7

struct ethernet_header {
	__u8 destination[6];
	__u8 source[6];
	__u16 type;
};

struct vlan_tag {
	__u16 control;
	__u16 type;
};

struct arrival {
	struct telos_address address;
	__u16 family;
	__u8 protocol;
};

static __always_inline void count(enum telos_xdp_stat stat)
{
	__u32 index = stat;
	__u64 *value = bpf_map_lookup_elem(&telos_xdp_stats, &index);

	if (value)
		(*value)++;
}

/* The upper half of the slot is a second, the lower how many were told in it. */
static __always_inline bool may_tell(__u32 second)
{
	__u32 index = SLOT_TOLD;
	__u64 *told = bpf_map_lookup_elem(&telos_xdp_stats, &index);

	if (!told)
		return false;
	if (*told >> 32 != second)
		*told = (__u64)second << 32;
	if ((__u32)*told >= EVENTS_PER_SECOND_MAX)
		return false;
	(*told)++;
	return true;
}

/* Of one address once a second; two processors may both find it untold. */
static __always_inline void tell(struct telos_block *block, const struct arrival *arrival, __u64 now)
{
	__u32 second = now >> SECOND_SHIFT;
	struct telos_event_network *event;

	if (block->told_second == second)
		return;
	block->told_second = second;
	event = may_tell(second) ? bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0) : NULL;
	if (!event) {
		count(TELOS_XDP_STAT_UNTOLD);
		return;
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->header.time_ns = now;
	event->header.kind = TELOS_EVENT_KIND_NETWORK;
	event->header.gate = TELOS_GATE_NETWORK;
	event->header.verdict = TELOS_VERDICT_DENY;
	event->header.reason = TELOS_REASON_NET_BLOCKED;
	__builtin_memcpy(event->address, arrival->address.octets, sizeof(event->address));
	event->operation = TELOS_NET_OPERATION_ARRIVE;
	event->family = arrival->family;
	event->protocol = arrival->protocol;
	bpf_ringbuf_submit(event, 0);
}

static __always_inline bool is_guarded(const struct telos_block *block, const struct telos_address *address,
				       __u64 now)
{
	struct telos_block_guard *guard = bpf_map_lookup_elem(&telos_block_guards, address);

	if (!guard || guard->expires_ns <= now)
		return false;
	return (guard->flags & TELOS_GUARD_FIRM) || !(block->flags & TELOS_BLOCK_FIRM);
}

/*
 * Once a tick of the clock for each address, because the clock and the guards cost more than all the rest of a drop: a
 * block's end and a new guard count from the next tick on. What is let in is asked anew each time.
 */
static __always_inline bool holds(struct telos_block *block, const struct arrival *arrival)
{
	__u64 tick = bpf_jiffies64(), now;

	if (block->checked == tick)
		return true;
	now = bpf_ktime_get_boot_ns();
	if (block->expires_ns <= now) {
		count(TELOS_XDP_STAT_EXPIRED);
		return false;
	}
	if (is_guarded(block, &arrival->address, now)) {
		count(TELOS_XDP_STAT_GUARDED);
		return false;
	}
	tell(block, arrival, now);
	block->checked = tick;
	return true;
}

static __always_inline int judge(struct telos_block *block, const struct arrival *arrival,
				 enum telos_xdp_stat dropped)
{
	if (!holds(block, arrival))
		return XDP_PASS;
	__sync_fetch_and_add(&block->hits, 1);
	count(dropped);
	return XDP_DROP;
}

static __always_inline int pass(enum telos_xdp_stat stat)
{
	count(stat);
	return XDP_PASS;
}

static __always_inline int judge4(const struct ipv4_header *ip, const void *end)
{
	struct arrival arrival = { .family = AF_INET };
	struct telos_block *block;
	__u32 source;

	if ((const void *)(ip + 1) > end || ip->version_length >> 4 != 4)
		return pass(TELOS_XDP_STAT_MALFORMED);
	source = ip->source;
	block = bpf_map_lookup_elem(&telos_blocks4, &source);
	if (!block)
		return pass(TELOS_XDP_STAT_PASSED);
	map_address4(arrival.address.octets, source);
	arrival.protocol = ip->protocol;
	return judge(block, &arrival, TELOS_XDP_STAT_DROPPED4);
}

static __always_inline int judge6(const struct ipv6_header *ip, const void *end)
{
	struct arrival arrival = { .family = AF_INET6 };
	struct telos_block *block;

	if ((const void *)(ip + 1) > end || *(const __u8 *)ip >> 4 != 6)
		return pass(TELOS_XDP_STAT_MALFORMED);
	arrival.address = ip->source;
	block = bpf_map_lookup_elem(&telos_blocks6, &arrival.address);
	if (!block)
		return pass(TELOS_XDP_STAT_PASSED);
	arrival.protocol = ip->next_header;
	return judge(block, &arrival, TELOS_XDP_STAT_DROPPED6);
}

SEC("xdp")
int telos_hyperion(struct xdp_md *ctx)
{
	const void *next = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	const struct ethernet_header *ethernet = next;
	__u32 zero = 0, flags;
	struct telos_config *config = bpf_map_lookup_elem(&telos_config, &zero);
	__u16 type;
	int i;

	flags = config ? config->flags & (TELOS_CONFIG_BLOCKS4 | TELOS_CONFIG_BLOCKS6) : 0;
	if (!flags)
		return pass(TELOS_XDP_STAT_PASSED);
	if ((const void *)(ethernet + 1) > end)
		return pass(TELOS_XDP_STAT_MALFORMED);
	type = ethernet->type;
	next = ethernet + 1;
	for (i = 0; i < VLAN_TAGS_MAX; i++) {
		const struct vlan_tag *tag = next;

		if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))
			break;
		if ((const void *)(tag + 1) > end)
			return pass(TELOS_XDP_STAT_MALFORMED);
		type = tag->type;
		next = tag + 1;
	}
	if (type == bpf_htons(ETH_P_IP) && (flags & TELOS_CONFIG_BLOCKS4))
		return judge4(next, end);
	if (type == bpf_htons(ETH_P_IPV6) && (flags & TELOS_CONFIG_BLOCKS6))
		return judge6(next, end);
	return pass(TELOS_XDP_STAT_PASSED);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
