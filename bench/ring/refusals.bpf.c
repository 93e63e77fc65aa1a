/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Each run puts one refusal into the gates' own ring: exec, network, file and tamper in turn, in their own shapes. Only ever
 * run by BPF_PROG_TEST_RUN, one run at a time. Of a type for which that waits for nothing: a test run of an XDP program waits
 * until all processors have seen it (kernel/bpf/dispatcher.c).
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>

#include "map_shapes.h"
#include "common_maps.h"

#define KINDS 4
#define AF_INET6 10
#define SOCK_STREAM 1
#define IPPROTO_TCP 6

struct refusals {
	__u64 count;
	__u64 dropped;
	__u32 first_agent;
	__u32 agents;
};

ARRAY_MAP(1, struct refusals) refusals SEC(".maps");

/* Not static, lest they be merged with other strings, out of the section that libbpf looks for. */
const char command[] = "curl";
const char shell[] = "bash";
const char program[] = "/usr/bin/nc.openbsd";
const char file[] = "/srv/project/.git/hooks/pre-commit";

static __always_inline void fill(struct telos_event_header *header, const struct refusals *control,
				 enum telos_event_kind kind, enum telos_gate gate, enum telos_reason reason)
{
	header->time_ns = bpf_ktime_get_boot_ns();
	header->kind = kind;
	header->gate = gate;
	header->verdict = TELOS_VERDICT_DENY;
	header->reason = reason;
	header->agent_id = control->first_agent + control->count / KINDS % control->agents;
	header->pid = 4242;
	header->tid = 4242;
	header->uid = 1000;
	__builtin_memcpy(header->comm, command, sizeof(command));
	header->parent.pid = 4241;
	__builtin_memcpy(header->parent.comm, shell, sizeof(shell));
	header->grandparent.pid = 4240;
	__builtin_memcpy(header->grandparent.comm, shell, sizeof(shell));
	header->great_grandparent.pid = 1;
	__builtin_memcpy(header->great_grandparent.comm, shell, sizeof(shell));
}

static __always_inline bool refuse_exec(const struct refusals *control)
{
	struct telos_event_exec *event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);

	if (!event)
		return false;
	__builtin_memset(event, 0, sizeof(*event));
	fill(&event->header, control, TELOS_EVENT_KIND_EXEC, TELOS_GATE_EXEC, TELOS_REASON_EXEC_NOT_GRANTED);
	__builtin_memcpy(event->path, program, sizeof(program));
	bpf_ringbuf_submit(event, 0);
	return true;
}

static __always_inline bool refuse_network(const struct refusals *control)
{
	struct telos_event_network *event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);

	if (!event)
		return false;
	__builtin_memset(event, 0, sizeof(*event));
	fill(&event->header, control, TELOS_EVENT_KIND_NETWORK, TELOS_GATE_NETWORK,
	     TELOS_REASON_NET_NOT_GRANTED);
	event->address[0] = 0x20;
	event->address[1] = 0x01;
	event->address[2] = 0x0d;
	event->address[3] = 0xb8;
	event->address[14] = control->count >> 8;
	event->address[15] = control->count;
	event->operation = TELOS_NET_OPERATION_CONNECT;
	event->family = AF_INET6;
	event->socket_type = SOCK_STREAM;
	event->port = 443;
	event->protocol = IPPROTO_TCP;
	bpf_ringbuf_submit(event, 0);
	return true;
}

static __always_inline bool refuse_file(const struct refusals *control)
{
	struct telos_event_file *event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);

	if (!event)
		return false;
	__builtin_memset(event, 0, sizeof(*event));
	fill(&event->header, control, TELOS_EVENT_KIND_FILE, TELOS_GATE_FILE, TELOS_REASON_FILE_NOT_WRITABLE);
	event->access = TELOS_ACCESS_WRITE;
	__builtin_memcpy(event->path, file, sizeof(file));
	bpf_ringbuf_submit(event, 0);
	return true;
}

static __always_inline bool refuse_tampering(const struct refusals *control)
{
	struct telos_event_tamper *event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);

	if (!event)
		return false;
	__builtin_memset(event, 0, sizeof(*event));
	fill(&event->header, control, TELOS_EVENT_KIND_TAMPER, TELOS_GATE_TAMPER,
	     TELOS_REASON_PTRACE_OUTSIDE);
	event->target_pid = 1;
	bpf_ringbuf_submit(event, 0);
	return true;
}

SEC("tc")
int refuse(struct __sk_buff *context)
{
	struct refusals *control;
	__u32 zero = 0;
	bool told;

	control = bpf_map_lookup_elem(&refusals, &zero);
	if (!control || !control->agents)
		return TC_ACT_SHOT;
	switch (control->count % KINDS) {
	case 0:
		told = refuse_exec(control);
		break;
	case 1:
		told = refuse_network(control);
		break;
	case 2:
		told = refuse_file(control);
		break;
	default:
		told = refuse_tampering(control);
		break;
	}
	if (!told)
		control->dropped++;
	control->count++;
	return TC_ACT_OK;
}

char _license[] SEC("license") = "Dual MIT/GPL";
