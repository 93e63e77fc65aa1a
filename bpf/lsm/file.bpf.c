// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * File gate: what does this file's label do to this agent?
 *
 * Hook: file_open. The label is the nearest one on the way from the file up to the root, over mount points;
 * a directory's label so covers its subtree, whatever name or bind mount led there. An access that the label
 * gates needs a grant on the file or on a directory between it and the label. A read raises the agent's
 * taint to the label's level before the open returns. The kernel's own control file systems (cgroup, bpf)
 * are never written by an agent.
 * Maps read: telos_config, telos_tasks, telos_agents, telos_labels, telos_file_grants. Written:
 * telos_agent_states, telos_stats, telos_events.
 * Fails closed: no state, or a file so deep that the walk does not reach the root.
 */
#include "walk.h"

/* The highest taint is 4, and every lost race raised it: no more than 4 can be lost. */
#define TAINT_RAISES_MAX 5

/* True when the level rose: the caller tells it. */
static __always_inline bool raise_taint(struct telos_agent_state *state, enum telos_taint level)
{
	enum telos_taint seen = state->taint;
	int i;

	for (i = 0; i < TAINT_RAISES_MAX; i++) {
		enum telos_taint before;

		if (seen >= level)
			return false;
		before = __sync_val_compare_and_swap(&state->taint, seen, level);
		if (before == seen)
			return true;
		seen = before;
	}
	return false;
}

static __always_inline void tell(const struct caller *caller, struct file *file, const struct walk *walk,
				 enum telos_reason reason, enum telos_verdict verdict, __u32 access)
{
	struct telos_event_file *event = reserve_file_event(caller, walk, reason, verdict);

	if (!event)
		return;
	identify_inode(file->f_inode, &event->file);
	event->access = access;
	bpf_d_path(&file->f_path, event->path, sizeof(event->path));
	bpf_ringbuf_submit(event, 0);
}

static __always_inline int refuse_file(const struct caller *caller, struct file *file,
				       const struct walk *walk, enum telos_reason reason, __u32 access)
{
	enum telos_verdict verdict = refusal_verdict(caller);

	count_refusal(caller, TELOS_GATE_FILE);
	tell(caller, file, walk, reason, verdict, access);
	return refusal(verdict);
}

static __always_inline __u32 access_of(struct file *file)
{
	__u32 access = 0;

	if (file->f_mode & FMODE_READ)
		access |= TELOS_ACCESS_READ;
	if (file->f_mode & FMODE_WRITE)
		access |= TELOS_ACCESS_WRITE;
	return access;
}

/*
 * A file that overlayfs opens underneath has the upper path and an inode of its own (open_with_fake_path, until
 * 6.5): the path was judged a moment ago as what it is, so the inode is only asked for a label of its own.
 */
static __always_inline void find_label_of_file(struct file *file, struct walk *walk)
{
	struct dentry *dentry = file->f_path.dentry;

	if (file->f_inode != dentry->d_inode) {
		identify_inode(file->f_inode, &walk->key.file);
		if (visit(walk))
			return;
	}
	find_label(dentry, file->f_path.mnt, walk);
}

SEC("lsm/file_open")
int BPF_PROG(telos_file_open, struct file *file, int ret)
{
	enum telos_reason reason;
	struct walk walk = {};
	struct caller caller;
	__u32 access;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;

	access = access_of(file);
	if (!caller.task || !caller.agent || !caller.state) {
		count(TELOS_STAT_STATE_MISSING);
		return refuse_file(&caller, file, &walk, TELOS_REASON_STATE_MISSING, access);
	}

	begin_walk(&caller, &walk);
	find_label_of_file(file, &walk);
	if (walk.end == WALK_GAVE_UP)
		return refuse_file(&caller, file, &walk, TELOS_REASON_FILE_TOO_DEEP, access);
	if (walk.end == WALK_FOUND_NONE)
		return 0;

	reason = label_reason(&caller, &walk, access);
	if (reason != TELOS_REASON_NONE && refuse_file(&caller, file, &walk, reason, access))
		return -EPERM;
	if ((access & TELOS_ACCESS_READ) && raise_taint(caller.state, walk.label.level))
		tell(&caller, file, &walk, TELOS_REASON_TAINT_RAISED, TELOS_VERDICT_ALLOW, access);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
