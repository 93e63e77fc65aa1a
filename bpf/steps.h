/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The walk itself (walk.h), which one object defines for all gates: libbpf's linker (1.1) takes a weak kfunc from one
 * object only.
 */
#ifndef TELOS_STEPS_H
#define TELOS_STEPS_H

#include "cast.h"
#include "walk.h"

static __always_inline bool take_name(struct walk *walk, const struct telos_name_key *name)
{
	struct telos_label *label = bpf_map_lookup_elem(&telos_names, name);

	if (!label || ((label->flags & TELOS_LABEL_RENAME) && !walk->directory_renamed))
		return false;
	return take_label(walk, label);
}

/* git init copies examples that are no hooks until somebody renames them (githooks(5)). */
#define EXAMPLE_ENDING ".sample"
#define EXAMPLE_LENGTH 7

static __always_inline bool is_example(struct dentry *dentry)
{
	const union short_name ending = { EXAMPLE_ENDING };
	__u32 length = READ(dentry, d_name.len);

	return length > EXAMPLE_LENGTH &&
	       is_name(READ(dentry, d_name.name) + (length - EXAMPLE_LENGTH), ending);
}

/* True when the walk ends here: this name in this directory, or anywhere, has a label. */
static __always_inline bool visit_name(struct walk *walk, struct dentry *dentry, struct dentry *parent,
				       bool first)
{
	struct telos_name_key key = {};

	if (first && is_example(dentry))
		__builtin_memcpy(key.name, "*" EXAMPLE_ENDING, sizeof("*" EXAMPLE_ENDING));
	else
		bpf_probe_read_kernel_str(key.name, sizeof(key.name), READ(dentry, d_name.name));
	if (take_name(walk, &key))
		return true;
	bpf_probe_read_kernel_str(key.parent, sizeof(key.parent), READ(parent, d_name.name));
	return take_name(walk, &key);
}

static __always_inline void identify(struct inode *inode, struct telos_file_id *id)
{
	if (bpf_rdonly_cast)
		identify_inode(CAST(inode), id);
	else
		identify_unsafe(inode, id);
}

static __always_inline bool is_root(struct dentry *dentry)
{
	struct super_block *filesystem = READ(dentry, d_sb);

	return READ(filesystem, s_root) == dentry;
}

/*
 * The kernel's own mounts (pipes, memfd, queues) have no place in any tree. A dentry that is no root but has no parent
 * either came from a file handle.
 */
static __always_inline enum walk_end end_at_top(struct mount *mount, struct dentry *dentry)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (READ(mount, mnt.mnt_flags) & MNT_INTERNAL)
		return WALK_FOUND_NONE;
	if (!is_root(dentry))
		return WALK_DETACHED;
	return BPF_CORE_READ(task, nsproxy, mnt_ns, root) == mount ? WALK_FOUND_NONE : WALK_DETACHED;
}

/*
 * One dentry, then its parent; at the file system's root the mount point above it. Where a bind mount begins does not
 * count: the way is that of the file, not of the name that led to it. Without a mount the file system's root ends the
 * way: there may be a label above, which nobody sees, so that what is found decides alone. 1 ends the loop.
 */
static long walk_step(__u32 index, void *context)
{
	struct walk *walk = context;
	struct dentry *dentry = walk->dentry, *parent = READ(dentry, d_parent);
	struct mount *mount = walk->mount, *above;

	identify(READ(dentry, d_inode), &walk->key.file);
	if (visit(walk))
		return 1;
	if (parent != dentry) {
		if (walk->looks_for_names && visit_name(walk, dentry, parent, !index))
			return 1;
		walk->dentry = parent;
		return 0;
	}
	if (!mount) {
		walk->end = WALK_FOUND_NONE;
		return 1;
	}
	above = READ(mount, mnt_parent);
	if (above == mount || !is_root(dentry)) {
		walk->end = end_at_top(mount, dentry);
		return 1;
	}
	walk->dentry = READ(mount, mnt_mountpoint);
	walk->mount = above;
	return 0;
}

/* On a copy, because a loop's context has to lie on the stack. */
int telos_walk(struct walk *walk)
{
	struct walk own;

	if (!walk)
		return 0;
	own = *walk;
	own.end = WALK_GAVE_UP;
	bpf_loop(TELOS_LABEL_DEPTH_MAX, walk_step, &own, 0);
	*walk = own;
	return 0;
}

#endif /* TELOS_STEPS_H */
