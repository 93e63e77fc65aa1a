/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Labels by walking parents: the nearest label on the way from a file up to the root, over mount points. A
 * directory's label so covers its subtree, whatever name or bind mount led there. Grants count from the file up to
 * the labelled inode itself, never from above it.
 */
#ifndef TELOS_WALK_H
#define TELOS_WALK_H

#include "gate.h"

struct walk {
	struct telos_file_key key;
	struct telos_label *label;
	__u64 now;
	__u32 granted;
	__u32 looks_for_grants;
};

static __always_inline void begin_walk(const struct caller *caller, struct walk *walk)
{
	walk->now = bpf_ktime_get_boot_ns();
	walk->key.agent_id = caller->agent_id;
	walk->key.generation = caller->agent->generation;
	walk->looks_for_grants = caller->agent->flags & TELOS_AGENT_HAS_FILE_GRANTS;
}

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

static __always_inline void identify_unsafe(struct inode *inode, struct telos_file_id *id)
{
	id->inode = BPF_CORE_READ(inode, i_ino);
	id->device = BPF_CORE_READ(inode, i_sb, s_dev);
	id->generation = BPF_CORE_READ(inode, i_generation);
	id->type = BPF_CORE_READ(inode, i_mode) & S_IFMT;
	id->reserved = 0;
}

/*
 * The dentries of one file system, up to its root. False: the bound was reached. The first may be negative (a name
 * that is about to be made), and 6.12 takes d_inode of a hook's own dentry for never NULL, so that one is copied.
 */
static __always_inline bool walk_filesystem(struct dentry *dentry, struct walk *walk)
{
	int i;

	identify_unsafe(BPF_CORE_READ(dentry, d_inode), &walk->key.file);
	for (i = 0; i < TELOS_LABEL_DEPTH_MAX; i++) {
		struct dentry *parent = dentry->d_parent;

		if (visit(walk) || parent == dentry)
			return true;
		dentry = parent;
		identify_inode(dentry->d_inode, &walk->key.file);
	}
	return false;
}

/*
 * The directories above the mount point. What lies past a mount is reached by plain addresses, which the verifier
 * does not know as kernel pointers: each read is a checked copy.
 */
static __always_inline bool walk_mounts(struct vfsmount *vfsmount, struct walk *walk)
{
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

/* False: the walk was given up, so nobody can say that there is no label. */
static __always_inline bool find_label(struct dentry *dentry, struct vfsmount *vfsmount, struct walk *walk)
{
	if (walk_filesystem(dentry, walk) && (walk->label || walk_mounts(vfsmount, walk)))
		return true;
	count(TELOS_STAT_LABEL_TOO_DEEP);
	return false;
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
	return gated & ~(walk->granted & walk->label->grantable) ? TELOS_REASON_FILE_LABELLED
								 : TELOS_REASON_NONE;
}

/* What the file event of both gates says alike; the path is the gate's own. */
static __always_inline struct telos_event_file *reserve_file_event(const struct caller *caller,
								   const struct walk *walk,
								   enum telos_reason reason,
								   enum telos_verdict verdict)
{
	struct telos_event_file *event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);

	if (!event) {
		count_dropped(caller);
		return NULL;
	}
	__builtin_memset(event, 0, sizeof(*event));
	fill_header(&event->header, caller, TELOS_EVENT_KIND_FILE, TELOS_GATE_FILE, reason, verdict);
	event->labelled = walk->key.file;
	event->level = walk->label ? walk->label->level : TELOS_TAINT_CLEAN;
	return event;
}

#endif /* TELOS_WALK_H */
