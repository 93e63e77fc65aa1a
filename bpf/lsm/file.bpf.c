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
#include "gate.h"

/* The highest taint is 4, and every lost race raised it: no more than 4 can be lost. */
#define TAINT_RAISES_MAX 5

struct walk {
	struct telos_file_key key;
	struct telos_label *label;
	__u64 now;
	__u32 granted;
	__u32 looks_for_grants;
};

/* True when the walk ends here: key.file has a label. */
static __always_inline bool visit(struct walk *walk)
{
	if (walk->looks_for_grants) {
		struct telos_file_grant *grant = bpf_map_lookup_elem(&telos_file_grants, &walk->key);

		if (grant && grant->expires_ns > walk->now)
			walk->granted |= grant->access;
	}
	walk->label = bpf_map_lookup_elem(&telos_labels, &walk->key.file);
	return walk->label != NULL;
}

/*
 * The dentries of the file's own file system, up to its root. False: the bound was reached.
 * A file that overlayfs opens underneath has the upper path and an inode of its own (open_with_fake_path, until
 * 6.5): the path was judged a moment ago as what it is, so the inode is only asked for a label of its own.
 */
static __always_inline bool walk_filesystem(struct file *file, struct walk *walk)
{
	struct dentry *dentry = file->f_path.dentry;
	int i;

	identify_inode(file->f_inode, &walk->key.file);
	if (file->f_inode != dentry->d_inode) {
		if (visit(walk))
			return true;
		identify_inode(dentry->d_inode, &walk->key.file);
	}
	for (i = 0; i < TELOS_LABEL_DEPTH_MAX; i++) {
		struct dentry *parent = dentry->d_parent;

		if (visit(walk) || parent == dentry)
			return true;
		dentry = parent;
		identify_inode(dentry->d_inode, &walk->key.file);
	}
	return false;
}

static __always_inline void identify_unsafe(struct inode *inode, struct telos_file_id *id)
{
	id->inode = BPF_CORE_READ(inode, i_ino);
	id->device = BPF_CORE_READ(inode, i_sb, s_dev);
	id->generation = BPF_CORE_READ(inode, i_generation);
	id->type = BPF_CORE_READ(inode, i_mode) & S_IFMT;
	id->reserved = 0;
}

/*
 * The directories above the file's mount point. What lies past a mount is reached by plain addresses, which
 * the verifier does not know as kernel pointers: each read is a checked copy.
 */
static __always_inline bool walk_mounts(struct file *file, struct walk *walk)
{
	struct vfsmount *vfsmount = file->f_path.mnt;
	struct mount *mount = (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);
	struct mount *above = BPF_CORE_READ(mount, mnt_parent);
	struct dentry *dentry, *parent;
	int i;

	if (above == mount)
		return true;
	dentry = BPF_CORE_READ(mount, mnt_mountpoint);
	mount = above;
	for (i = 0; i < TELOS_LABEL_DEPTH_MAX; i++) {
		identify_unsafe(BPF_CORE_READ(dentry, d_inode), &walk->key.file);
		if (visit(walk))
			return true;
		parent = BPF_CORE_READ(dentry, d_parent);
		if (parent == dentry) {
			above = BPF_CORE_READ(mount, mnt_parent);
			if (above == mount)
				return true;
			parent = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = above;
		}
		dentry = parent;
	}
	return false;
}

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
	struct telos_event_file *event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);

	if (!event) {
		count_dropped(caller);
		return;
	}
	__builtin_memset(event, 0, sizeof(*event));
	fill_header(&event->header, caller, TELOS_EVENT_KIND_FILE, TELOS_GATE_FILE, reason);
	event->header.verdict = verdict;
	identify_inode(file->f_inode, &event->file);
	event->labelled = walk->key.file;
	event->level = walk->label ? walk->label->level : TELOS_TAINT_CLEAN;
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

static __always_inline enum telos_reason label_reason(const struct caller *caller, const struct walk *walk,
						      __u32 access)
{
	__u32 gated = access & walk->label->gated;
	enum telos_reason reason;

	if (!gated)
		return TELOS_REASON_NONE;
	reason = policy_reason(caller, walk->now);
	if (reason != TELOS_REASON_NONE)
		return reason;
	return gated & ~walk->granted ? TELOS_REASON_FILE_LABELLED : TELOS_REASON_NONE;
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

	walk.now = bpf_ktime_get_boot_ns();
	walk.key.agent_id = caller.agent_id;
	walk.key.generation = caller.agent->generation;
	walk.looks_for_grants = caller.agent->flags & TELOS_AGENT_HAS_FILE_GRANTS;
	if (!walk_filesystem(file, &walk) || (!walk.label && !walk_mounts(file, &walk))) {
		count(TELOS_STAT_LABEL_TOO_DEEP);
		return refuse_file(&caller, file, &walk, TELOS_REASON_FILE_TOO_DEEP, access);
	}
	if (!walk.label)
		return 0;

	reason = label_reason(&caller, &walk, access);
	if (reason != TELOS_REASON_NONE && refuse_file(&caller, file, &walk, reason, access))
		return -EPERM;
	if ((access & TELOS_ACCESS_READ) && raise_taint(caller.state, walk.label->level))
		tell(&caller, file, &walk, TELOS_REASON_TAINT_RAISED, TELOS_VERDICT_ALLOW, access);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
