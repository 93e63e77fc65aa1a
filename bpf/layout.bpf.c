// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Never attached. The compiler drops from BTF what no program refers to, so every struct and enum of the
 * kernel ABI is referred to here; tests compare the resulting BTF with the layout that Telos.Generators
 * computed, and name whatever is missing from this list.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "map_shapes.h"
#include "common_maps.h"

/* The assertion is for a name that common_maps.h no longer has: a pointer alone would declare it. */
#define REFER_TO(kind, name) \
	_Static_assert(sizeof(kind name) > 0, #name); \
	const kind name *__btf_##name __attribute__((unused))

REFER_TO(enum, telos_gate);
REFER_TO(enum, telos_verdict);
REFER_TO(enum, telos_mode);
REFER_TO(enum, telos_fail_mode);
REFER_TO(enum, telos_taint);
REFER_TO(enum, telos_reason);
REFER_TO(enum, telos_net_operation);
REFER_TO(enum, telos_stat);
REFER_TO(enum, telos_xdp_stat);
REFER_TO(enum, telos_event_kind);

REFER_TO(struct, telos_file_id);
REFER_TO(struct, telos_config);
REFER_TO(struct, telos_task_state);
REFER_TO(struct, telos_agent);
REFER_TO(struct, telos_agent_state);
REFER_TO(struct, telos_pulse);
REFER_TO(struct, telos_file_key);
REFER_TO(struct, telos_exec_grant);
REFER_TO(struct, telos_argument_set);
REFER_TO(struct, telos_argument_word);
REFER_TO(struct, telos_variable_key);
REFER_TO(struct, telos_variable);
REFER_TO(struct, telos_net_key);
REFER_TO(struct, telos_resolver);
REFER_TO(struct, telos_net_grant);
REFER_TO(struct, telos_block);
REFER_TO(struct, telos_address);
REFER_TO(struct, telos_block_guard);
REFER_TO(struct, telos_file_grant);
REFER_TO(struct, telos_label);
REFER_TO(struct, telos_name_key);
REFER_TO(struct, telos_shared_object);
REFER_TO(struct, telos_clear);
REFER_TO(struct, telos_cgroup);
REFER_TO(struct, telos_open_file);
REFER_TO(struct, telos_event_header);
REFER_TO(struct, telos_event_exec);
REFER_TO(struct, telos_event_network);
REFER_TO(struct, telos_event_file);
REFER_TO(struct, telos_event_tamper);

char LICENSE[] SEC("license") = "Dual MIT/GPL";
