/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Who is asking: whether a task is an agent's, which agent that is, and whether that one has a policy in force. What cannot
 * be found is told apart from what is no agent's; the gates refuse it (fail closed).
 */
#ifndef TELOS_CALLER_H
#define TELOS_CALLER_H

#include "kernel.h"
#include "map_shapes.h"
#include "common_maps.h"

struct caller {
	struct telos_task_state *task;
	struct telos_agent *agent;
	struct telos_agent_state *state;
	__u32 agent_id;
};

static __always_inline void count(enum telos_stat stat)
{
	__u32 index = stat;
	__u64 *value = bpf_map_lookup_elem(&telos_stats, &index);

	if (value)
		(*value)++;
}

static __always_inline struct telos_config *configuration(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&telos_config, &zero);
}

/*
 * The first filter: an agent's cgroup is a direct child of the cgroup of all agents. It reads five fields
 * and calls no helper, so that everybody else pays next to nothing; agents can neither leave their cgroup
 * nor make one below it (lineage and tamper gates).
 */
static __always_inline bool among_agents(struct task_struct *task)
{
	struct telos_config *config = configuration();
	struct kernfs_node *group = task->cgroups->dfl_cgrp->kn, *parent;

	if (bpf_core_field_exists(group->parent))
		parent = group->parent;
	else
		parent = ((struct kernfs_node___since_6_15 *)group)->__parent;
	return config && parent->id == config->agents_cgroup_id;
}

/* The daemon gives no two agents that are there at once the same slot. */
#define SLOT_OF(agent_id) ((agent_id) & (TELOS_AGENTS_MAX - 1))
_Static_assert(!SLOT_OF(TELOS_AGENTS_MAX), "a power of two");

static __always_inline struct telos_agent *agent_of(__u32 agent_id)
{
	__u32 slot = SLOT_OF(agent_id);
	struct telos_agent *agent = bpf_map_lookup_elem(&telos_agents, &slot);

	return agent && agent_id && agent->agent_id == agent_id ? agent : NULL;
}

static __always_inline struct telos_agent_state *state_of(__u32 agent_id)
{
	__u32 slot = SLOT_OF(agent_id);
	struct telos_agent_state *state = bpf_map_lookup_elem(&telos_agent_states, &slot);

	return state && agent_id && state->agent_id == agent_id ? state : NULL;
}

/* A thread that existed before the enrolment is known by its leader. */
static __always_inline struct telos_task_state *state_of_task(struct task_struct *task)
{
	struct telos_task_state *state = bpf_task_storage_get(&telos_tasks, task, NULL, 0);

	if (!state) {
		struct task_struct *leader = task->group_leader;

		if (leader)
			state = bpf_task_storage_get(&telos_tasks, leader, NULL, 0);
	}
	return state;
}

/*
 * overlayfs works on its layers with the rights of whoever mounted it, in the task of the caller, which was judged as
 * what it asked for (fs/overlayfs, ovl_override_creds). An agent has no way to take on other rights by itself.
 */
static __always_inline bool acts_for_filesystem(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return (__u64)task->cred != (__u64)task->real_cred;
}

/* Both or neither, so that the verifier looks at what follows twice and not at each combination. */
static __always_inline void find_agent(struct caller *caller)
{
	struct telos_agent *agent = agent_of(caller->agent_id);
	struct telos_agent_state *state = state_of(caller->agent_id);

	if (!agent || !state)
		return;
	caller->agent = agent;
	caller->state = state;
}

/* The cgroup of one of Telos' agents, or of nobody: 0. */
static __always_inline __u32 agent_of_cgroup(struct cgroup *cgroup)
{
	__u64 id = BPF_CORE_READ(cgroup, kn, id);
	struct telos_cgroup *entry = bpf_map_lookup_elem(&telos_cgroups, &id);

	return entry ? entry->agent_id : 0;
}

/*
 * A child of the cgroup of all agents that no agent has: a unit of systemd's, or a container, before it becomes one. From the
 * entry on whoever is in there without a state is refused.
 */
__weak int telos_awaits_agent(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 id = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
	struct telos_cgroup *entry = bpf_map_lookup_elem(&telos_cgroups, &id);

	return !entry || (entry->flags & TELOS_CGROUP_SEALED);
}

/* False: not an agent, and nothing was filled in. True with missing parts: the gate refuses. */
static __always_inline bool identify_caller(struct caller *caller)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!among_agents(task))
		return false;

	caller->agent_id = 0;
	caller->agent = NULL;
	caller->state = NULL;
	caller->task = state_of_task(task);
	if (caller->task) {
		caller->agent_id = caller->task->agent_id;
		find_agent(caller);
	} else if (telos_awaits_agent()) {
		return false;
	}
	count(TELOS_STAT_DECISIONS);
	return true;
}

static __always_inline bool is_known(const struct caller *caller)
{
	return caller->agent_id && caller->agent && caller->state;
}

static __always_inline bool pulse_is_stale(__u64 now)
{
	__u32 zero = 0;
	struct telos_pulse *pulse = bpf_map_lookup_elem(&telos_pulse, &zero);

	return !pulse || pulse->stale_at_ns <= now;
}

#define FAIL_MODE_MASK ((1 << TELOS_FAIL_MODE_BITS) - 1)

static __always_inline enum telos_fail_mode fail_mode(const struct telos_agent *agent, enum telos_gate gate)
{
	return agent->fail_modes >> gate * TELOS_FAIL_MODE_BITS & FAIL_MODE_MASK;
}

/* Nobody lives who would narrow a policy, record a refusal or answer a question: nothing is granted by this gate. */
static __always_inline bool fails_closed(const struct caller *caller, enum telos_gate gate, __u64 now)
{
	enum telos_fail_mode mode;

	if (!pulse_is_stale(now))
		return false;
	mode = fail_mode(caller->agent, gate);
	return mode != TELOS_FAIL_MODE_HOLD && mode != TELOS_FAIL_MODE_OPEN;
}

/* Of a caller that is known. */
static __always_inline enum telos_reason own_policy_reason(const struct caller *caller, __u64 now)
{
	if (caller->agent->generation == TELOS_GENERATION_STANDING)
		return TELOS_REASON_NO_POLICY;
	if (caller->agent->expires_ns <= now)
		return TELOS_REASON_POLICY_EXPIRED;
	return TELOS_REASON_NONE;
}

/* Is there a policy in force at all, by which this gate may grant something now? NONE: yes. */
static __always_inline enum telos_reason policy_reason(const struct caller *caller, enum telos_gate gate,
						       __u64 now)
{
	if (!is_known(caller)) {
		count(TELOS_STAT_STATE_MISSING);
		return TELOS_REASON_STATE_MISSING;
	}
	if (fails_closed(caller, gate, now))
		return TELOS_REASON_PULSE_STALE;
	return own_policy_reason(caller, now);
}

#endif /* TELOS_CALLER_H */
