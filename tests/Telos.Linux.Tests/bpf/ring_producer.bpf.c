/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Each test run puts one record into the ring, as the control entry asks, and numbers it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define RECORD_BYTES_MAX 1024

struct control {
	__u64 sequence;
	__u64 dropped;
	__u64 discarded;
	/* Bytes of a record: size_min + sequence * 7 % size_spread. */
	__u32 size_min;
	__u32 size_spread;
	/* Every n-th run also reserves a record and discards it; 0 is never. */
	__u32 discard_every;
	__u32 wake_flags;
	__u64 consumer_position;
	__u64 producer_position;
	__u64 available;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct control);
} control_of_the_producer SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} runs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u8[RECORD_BYTES_MAX]);
} scratch SEC(".maps");

static void count(__u32 index)
{
	__u64 *runs_of_cpu = bpf_map_lookup_elem(&runs, &index);

	if (runs_of_cpu)
		(*runs_of_cpu)++;
}

SEC("xdp")
int produce(struct xdp_md *context)
{
	struct control *control;
	__u64 sequence;
	__u32 zero = 0;
	__u32 size;
	__u8 *record;

	count(0);
	control = bpf_map_lookup_elem(&control_of_the_producer, &zero);
	record = bpf_map_lookup_elem(&scratch, &zero);
	if (!control || !record)
		return XDP_ABORTED;

	sequence = control->sequence;
	if (control->discard_every && sequence % control->discard_every == 0) {
		void *reserved = bpf_ringbuf_reserve(&ring, 40, 0);

		if (reserved) {
			bpf_ringbuf_discard(reserved, control->wake_flags);
			control->discarded++;
		}
	}

	size = control->size_min;
	if (control->size_spread)
		size += (__u32)(sequence * 7 % control->size_spread);
	if (size < 16 || size > RECORD_BYTES_MAX)
		return XDP_ABORTED;

	*(__u64 *)record = sequence;
	*(__u64 *)(record + 8) = size;
	if (bpf_ringbuf_output(&ring, record, size, control->wake_flags)) {
		control->dropped++;
		return XDP_DROP;
	}
	control->sequence++;
	return XDP_PASS;
}

/* The kernel's own view of the ring, for comparison. */
SEC("xdp")
int inspect(struct xdp_md *context)
{
	struct control *control;
	__u32 zero = 0;

	count(1);
	control = bpf_map_lookup_elem(&control_of_the_producer, &zero);
	if (!control)
		return XDP_ABORTED;
	control->available = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);
	control->consumer_position = bpf_ringbuf_query(&ring, BPF_RB_CONS_POS);
	control->producer_position = bpf_ringbuf_query(&ring, BPF_RB_PROD_POS);
	return XDP_PASS;
}

/* The verifier refuses this one: it reads the packet without a bounds check. */
SEC("xdp")
int unchecked(struct xdp_md *context)
{
	return *(volatile __u8 *)(long)context->data;
}

char _license[] SEC("license") = "Dual MIT/GPL";
