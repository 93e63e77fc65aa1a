/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Labels by walking parents: the nearest label on the way from a file up to the root, over mount points. A
 * directory's label so covers its subtree, whatever name or bind mount led there. Grants count from the file up to
 * the labelled inode itself, never from above it. Who wants to write also meets the labels of names. Where no label
 * is found, what TELOS_ACCESS_UNLABELLED says is gated. A way that does not end at the root of the caller's mount
 * namespace (a detached mount, a dentry from a file handle) says nothing about what the file is: refused.
 */
#ifndef TELOS_WALK_H
#define TELOS_WALK_H

#include "gate.h"

enum walk_end {
	WALK_GAVE_UP,
	WALK_DETACHED,
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
	__u32 looks_for_names;
	__u32 directory_renamed;
	enum walk_end end;
};

static __always_inline void begin_walk(const struct caller *caller, struct walk *walk, __u32 access)
{
	/* One load of both, which belong together: the daemon may be changing them. */
	__u64 policy = *(volatile __u64 *)&caller->agent->generation;

	walk->now = bpf_ktime_get_boot_ns();
	walk->key.agent_id = caller->agent_id;
	walk->key.generation = policy;
	walk->looks_for_grants = policy >> 32 & TELOS_AGENT_HAS_FILE_GRANTS;
	walk->looks_for_names = access & TELOS_ACCESS_WRITE;
}

static __always_inline bool take_label(struct walk *walk, const struct telos_label *label)
{
	walk->label = *label;
	walk->end = WALK_FOUND_LABEL;
	return true;
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
	return label && label->flags != TELOS_LABEL_BAITED && take_label(walk, label);
}

/* Decoys lie in it: whoever lists it is noted. */
static __always_inline bool is_baited(const struct telos_file_id *file)
{
	struct telos_label *label;

	if (file->type != S_IFDIR)
		return false;
	label = bpf_map_lookup_elem(&telos_labels, file);
	return label && (label->flags & TELOS_LABEL_BAITED);
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
	id->layer = layer_of(inode, id, BPF_CORE_READ(inode, i_sb, s_magic));
}

/*
 * From walk->dentry on; walk->end says how it ended. One object has it (steps.h). A function of its own for the verifier,
 * which so checks the walk once a program and not once a path that leads to it.
 */
extern int telos_walk(struct walk *walk);

static __always_inline void gate_unlabelled(struct walk *walk)
{
	if (walk->end == WALK_GAVE_UP)
		count(TELOS_STAT_LABEL_TOO_DEEP);
	if (walk->end != WALK_FOUND_LABEL) {
		walk->label.gated = TELOS_ACCESS_UNLABELLED;
		walk->label.grantable = TELOS_ACCESS_UNLABELLED;
	}
}

/* walk->end says how it ended. */
static __always_inline void find_label(struct dentry *dentry, struct vfsmount *vfsmount, struct walk *walk)
{
	walk->dentry = dentry;
	walk->mount = (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);
	telos_walk(walk);
	gate_unlabelled(walk);
}

static __always_inline void find_label_in_filesystem(struct dentry *dentry, struct walk *walk)
{
	walk->dentry = dentry;
	walk->mount = NULL;
	telos_walk(walk);
	gate_unlabelled(walk);
}

static __always_inline enum telos_reason label_reason(const struct caller *caller, const struct walk *walk,
						      __u32 access)
{
	__u32 gated = access & walk->label.gated;
	enum telos_reason reason;

	if (walk->end == WALK_GAVE_UP)
		return TELOS_REASON_FILE_TOO_DEEP;
	if (walk->end == WALK_DETACHED)
		return TELOS_REASON_FILE_DETACHED;
	if (!gated)
		return TELOS_REASON_NONE;
	reason = policy_reason(caller, TELOS_GATE_FILE, walk->now);
	if (reason != TELOS_REASON_NONE)
		return reason;
	if (!(gated & ~(walk->granted & walk->label.grantable)))
		return TELOS_REASON_NONE;
	return walk->end == WALK_FOUND_LABEL ? TELOS_REASON_FILE_LABELLED : TELOS_REASON_FILE_NOT_WRITABLE;
}

/* A system call's number stands in orig_ax until it ends; who got here by none has no such number there. */
static __always_inline __u16 current_call(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct pt_regs *registers = (struct pt_regs *)bpf_task_pt_regs(task);
	__u64 number = registers->orig_ax & ~X32_SYSCALL_BIT;

	if (number >= TELOS_CALL_I386)
		number = TELOS_CALL_I386 - 1;
	return task->thread_info.status & TS_COMPAT ? number | TELOS_CALL_I386 : number;
}

/* What the file event of every gate says alike; the path is the gate's own. */
static __always_inline struct telos_event_file *
reserve_file_event(const struct caller *caller, const struct walk *walk, enum telos_gate gate,
		   enum telos_reason reason, enum telos_verdict verdict)
{
	struct telos_event_file *event;

	if (!may_tell(caller))
		return NULL;
	event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);
	if (!event) {
		count_dropped(caller);
		return NULL;
	}
	__builtin_memset(event, 0, sizeof(*event));
	fill_header(&event->header, caller, TELOS_EVENT_KIND_FILE, gate, reason, verdict);
	event->labelled = walk->key.file;
	event->level = walk->label.level;
	event->call = current_call();
	return event;
}

#endif /* TELOS_WALK_H */
