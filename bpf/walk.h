/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Labels by walking parents: the nearest label on the way from a file up to the root, over mount points. A
 * directory's label so covers its subtree, whatever name or bind mount led there. Grants count from the file up to
 * the labelled inode itself, never from above it.
 */
#ifndef TELOS_WALK_H
#define TELOS_WALK_H

#include "gate.h"

enum walk_end {
	WALK_GAVE_UP,
	WALK_FOUND_LABEL,
	WALK_FOUND_NONE,
};

/* label is a copy: a pointer to a map's value does not survive a callback's bookkeeping. */
struct walk {
	struct telos_file_key key;
	struct telos_label label;
	struct dentry *dentry;
	struct mount *mount;
	__u64 now;
	__u32 granted;
	__u32 looks_for_grants;
	enum walk_end end;
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
	struct telos_label *label;

	if (walk->looks_for_grants) {
		struct telos_file_grant *grant = bpf_map_lookup_elem(&telos_file_grants, &walk->key);

		if (grant && grant->expires_ns > walk->now)
			walk->granted |= grant->access;
	}
	label = bpf_map_lookup_elem(&telos_labels, &walk->key.file);
	if (!label)
		return false;
	walk->label = *label;
	walk->end = WALK_FOUND_LABEL;
	return true;
}

/*
 * Every read is a checked copy: a name that is about to be made has no inode yet (6.12 takes d_inode of a hook's own
 * dentry for never NULL), and what lies past a mount is no kernel pointer to the verifier.
 */
static __always_inline void identify_unsafe(struct inode *inode, struct telos_file_id *id)
{
	id->inode = BPF_CORE_READ(inode, i_ino);
	id->device = BPF_CORE_READ(inode, i_sb, s_dev);
	id->generation = BPF_CORE_READ(inode, i_generation);
	id->type = BPF_CORE_READ(inode, i_mode) & S_IFMT;
	id->reserved = 0;
}

/* One dentry, then its parent, or at a file system's root the mount point above it. 1 ends the loop. */
static long walk_step(__u32 index, void *context)
{
	struct walk *walk = context;
	struct dentry *dentry = walk->dentry, *parent;
	struct mount *mount = walk->mount, *above;

	identify_unsafe(BPF_CORE_READ(dentry, d_inode), &walk->key.file);
	if (visit(walk))
		return 1;
	parent = BPF_CORE_READ(dentry, d_parent);
	if (parent == dentry) {
		above = BPF_CORE_READ(mount, mnt_parent);
		if (above == mount) {
			walk->end = WALK_FOUND_NONE;
			return 1;
		}
		parent = BPF_CORE_READ(mount, mnt_mountpoint);
		walk->mount = above;
	}
	walk->dentry = parent;
	return 0;
}

/* walk->end says how it ended. A callback is verified once, where an unrolled walk took seconds in each program. */
static __always_inline void find_label(struct dentry *dentry, struct vfsmount *vfsmount, struct walk *walk)
{
	walk->dentry = dentry;
	walk->mount = (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);
	walk->end = WALK_GAVE_UP;
	bpf_loop(TELOS_LABEL_DEPTH_MAX, walk_step, walk, 0);
	if (walk->end == WALK_GAVE_UP)
		count(TELOS_STAT_LABEL_TOO_DEEP);
}

static __always_inline enum telos_reason label_reason(const struct caller *caller, const struct walk *walk,
						      __u32 access)
{
	__u32 gated = access & walk->label.gated;
	enum telos_reason reason;

	if (!gated)
		return TELOS_REASON_NONE;
	reason = policy_reason(caller, walk->now);
	if (reason != TELOS_REASON_NONE)
		return reason;
	return gated & ~(walk->granted & walk->label.grantable) ? TELOS_REASON_FILE_LABELLED
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
	event->level = walk->label.level;
	return event;
}

#endif /* TELOS_WALK_H */
