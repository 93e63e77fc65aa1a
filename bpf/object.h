/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Objects that carry taint from one agent to another: what a tainted agent wrote, and what several agents could map,
 * write or wait on at the same time. Entries are never evicted; a write that finds the table full is refused.
 */
#ifndef TELOS_OBJECT_H
#define TELOS_OBJECT_H

#include "taint.h"

static __always_inline __u32 *objects_noted(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&telos_objects_noted, &zero);
}

static __always_inline void count_object(void)
{
	__u32 *noted = objects_noted();

	if (noted)
		__sync_fetch_and_add(noted, 1);
}

static __always_inline void count_tainted_object(void)
{
	__u32 index = TELOS_NOTED_TAINTED;
	__u32 *tainted = bpf_map_lookup_elem(&telos_objects_noted, &index);

	if (tainted)
		__sync_fetch_and_add(tainted, 1);
}

/* After a tainted agent wrote it. False: the table is full. */
static __always_inline bool record_write(const struct caller *caller, const struct telos_file_id *file,
					 enum telos_taint taint)
{
	struct telos_shared_object *known = bpf_map_lookup_elem(&telos_objects, file);
	struct telos_shared_object written = { .taint = taint };

	if (known) {
		if (known->taint < taint) {
			known->taint = taint;
			count_tainted_object();
		}
		return true;
	}
	if (!bpf_map_update_elem(&telos_objects, file, &written, BPF_ANY)) {
		count_object();
		count_tainted_object();
		return true;
	}
	count(TELOS_STAT_OBJECTS_FULL);
	return false;
}

/* Before an agent shares it with whoever does so too. False: it cannot be shared. */
static __always_inline bool share(const struct caller *caller, const struct telos_file_id *file)
{
	struct telos_shared_object *known = bpf_map_lookup_elem(&telos_objects, file);
	struct telos_shared_object shared = { .agent_id = caller->agent_id };

	if (!known) {
		if (!bpf_map_update_elem(&telos_objects, file, &shared, BPF_NOEXIST)) {
			count_object();
			return true;
		}
		known = bpf_map_lookup_elem(&telos_objects, file);
		if (!known) {
			count(TELOS_STAT_OBJECTS_FULL);
			return false;
		}
	}
	if (!known->agent_id && !__sync_val_compare_and_swap(&known->agent_id, 0, caller->agent_id))
		return true;
	return join_cells(caller, known->agent_id);
}

/* The taint that whoever reads it gets; an object that others share makes the reader one of them. */
static __always_inline bool inherit(const struct caller *caller, const struct telos_file_id *file,
				    enum telos_taint *taint)
{
	struct telos_shared_object *known = bpf_map_lookup_elem(&telos_objects, file);

	*taint = TELOS_TAINT_CLEAN;
	if (!known)
		return true;
	*taint = known->taint;
	return !known->agent_id || join_cells(caller, known->agent_id);
}

/*
 * Whether this is a file that procfs has for a task of another agent. Its arguments, limits and counters are that
 * agent's to choose, who may be tainted now or later (fs/proc/internal.h, struct proc_inode).
 */
static __always_inline bool tells_of_another_agent(const struct caller *caller, struct inode *inode)
{
	struct proc_inode *proc;
	struct task_struct *task;
	struct hlist_node *first;
	__u32 agent_id;

	if (inode->i_sb->s_magic != PROC_SUPER_MAGIC)
		return false;
	proc = (void *)inode - bpf_core_field_offset(struct proc_inode, vfs_inode);
	first = BPF_CORE_READ(proc, pid, tasks[0].first);
	if (!first)
		return false;
	task = (void *)first - bpf_core_field_offset(struct task_struct, pid_links);
	agent_id = agent_of_cgroup(BPF_CORE_READ(task, cgroups, dfl_cgrp));
	return agent_id && agent_id != caller->agent_id;
}

#endif /* TELOS_OBJECT_H */
