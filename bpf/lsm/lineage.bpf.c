// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Lineage gate: whose child is this?
 *
 * Hooks: task_alloc copies the parent's agent to every new task, threads included, before the child can
 * run, so that neither a double fork nor a new parent sheds it. bprm_creds_for_exec gives it to a thread
 * that is not its group's leader before de_thread() (fs/exec.c) makes it one. bprm_committed_creds ends the
 * launch: from the first exec on, launch grants no longer count. It also ends what the last program was allowed, and makes
 * a member of the agent whose cgroup this is out of a task that the daemon moved there: an agent's process that starts
 * another agent is the first one's until its program, which that one has to be granted, has replaced its memory.
 * Maps read: telos_config, telos_pulse, telos_agents, telos_agent_states, telos_cgroups. Written: telos_tasks, telos_stats,
 * telos_events.
 * Fails closed: no storage for a child means no child (ENOMEM); a child that asks for another cgroup
 * (CLONE_INTO_CGROUP) is refused, because the first filter goes by cgroup.
 */
#include "gate.h"

SEC("lsm/task_alloc")
int BPF_PROG(telos_task_alloc, struct task_struct *task, unsigned long clone_flags, int ret)
{
	struct telos_task_state *child;
	struct caller caller;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;
	if (clone_flags & CLONE_INTO_CGROUP) {
		int refused = refuse_tampering(&caller, TELOS_GATE_LINEAGE, TELOS_REASON_CGROUP_ESCAPE, 0, 0);

		if (refused)
			return -EPERM;
	}
	/* A stray in the agents' cgroup: every gate refuses it already, and so its children. */
	if (!caller.task)
		return 0;

	child = bpf_task_storage_get(&telos_tasks, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!child) {
		count(TELOS_STAT_STORAGE_FULL);
		return -ENOMEM;
	}
	child->agent_id = caller.task->agent_id;
	child->flags = caller.task->flags & (TELOS_TASK_JIT | TELOS_TASK_WALKS);
	child->program = caller.task->program;
	return 0;
}

SEC("lsm/bprm_creds_for_exec")
int BPF_PROG(telos_bprm_creds_for_exec, struct linux_binprm *bprm, int ret)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct telos_task_state *own;
	struct caller caller;

	if (ret)
		return ret;
	if (!identify_caller(&caller) || !caller.task)
		return 0;

	own = bpf_task_storage_get(&telos_tasks, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!own) {
		count(TELOS_STAT_STORAGE_FULL);
		return -ENOMEM;
	}
	if (own->agent_id != caller.task->agent_id) {
		own->agent_id = caller.task->agent_id;
		own->flags = caller.task->flags;
		own->program = caller.task->program;
	}
	return 0;
}

SEC("lsm/bprm_committed_creds")
int BPF_PROG(telos_bprm_committed_creds, struct linux_binprm *bprm)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct telos_task_state *own;
	__u32 agent_id;

	if (!among_agents(task))
		return 0;
	own = bpf_task_storage_get(&telos_tasks, task, NULL, 0);
	if (!own)
		return 0;
	/* JIT_NEXT stays until the next exec's check: while one build takes over from another this runs twice. */
	own->flags = own->flags & TELOS_TASK_JIT_NEXT ? TELOS_TASK_JIT | TELOS_TASK_JIT_NEXT : 0;
	agent_id = agent_of_cgroup(task->cgroups->dfl_cgrp);
	if (agent_id)
		own->agent_id = agent_id;
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
