/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What a walk has found out about a file and what nobody needs to find out again: that no label on its way asks
 * anything of whoever reads it, and that no object carries taint in it. Only such answers are remembered, with the
 * inode, and for all agents alike; a grant, a refusal or a taint is worked out each time.
 *
 * An answer holds as long as nothing it rests on has changed: the directory in which the file was found and its
 * dentry; the mount, and all mounts of the namespace (mnt_namespace.event, fs/namespace.c, a number that no other change
 * of mounts has); every move of a dentry on this machine (rename_lock, fs/dcache.c); the labels and the objects,
 * which are counted. All of them are read before the walk, so that what changes meanwhile is never taken for old.
 */
#ifndef TELOS_CLEAR_H
#define TELOS_CLEAR_H

#include "cast.h"
#include "object.h"
#include "walk.h"

/* include/linux/dcache.h: a file system that may be changed from elsewhere asks it whether a name still holds. */
#define DCACHE_OP_REVALIDATE 4

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* include/linux/seqlock_types.h; it is what a seqlock_t begins with. Odd: somebody moves something now. */
struct seqcount {
	unsigned int sequence;
};

#pragma clang attribute pop

extern const void rename_lock __ksym __weak;

static __always_inline __u32 moves_so_far(void)
{
	if (!&rename_lock)
		return 1;
	return READ((struct seqcount *)&rename_lock, sequence);
}

/* What an answer about this file, found now, would rest on. */
static __always_inline void describe_way(struct file *file, struct telos_clear *way)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct dentry *parent = file->f_path.dentry->d_parent;
	struct telos_config *config = configuration();
	struct inode *directory = parent->d_inode;
	__u32 *noted = objects_noted();

	way->renames = moves_so_far();
	way->labels = config ? config->labels_version : 0;
	way->objects = noted ? *noted : 0;
	way->mount_event = task->nsproxy->mnt_ns->event;
	way->mount = (__u64)file->f_path.mnt;
	way->parent = (__u64)parent;
	way->parent_inode = directory->i_ino;
	way->parent_generation = directory->i_generation;
}

/* One writer at a time makes the count odd; a reader that sees it odd, or changed, has read nothing. */
#define READ_COUNT(clear) (*(volatile __u32 *)&(clear)->count)
#define BARRIER() asm volatile("" ::: "memory")

/* way: where the file is now. */
static __always_inline bool is_clear(struct file *file, const struct telos_clear *way)
{
	struct telos_clear *known = bpf_inode_storage_get(&telos_clear_files, file->f_inode, NULL, 0);
	__u64 differs;
	__u32 count;

	if (!known)
		return false;
	count = READ_COUNT(known);
	BARRIER();
	/* Two of them are pointers to the verifier, which compares them and nothing else. */
	if (known->mount != way->mount || known->parent != way->parent)
		return false;
	differs = (known->mount_event ^ way->mount_event) | (known->parent_inode ^ way->parent_inode) |
		  (known->parent_generation ^ way->parent_generation) | (known->renames ^ way->renames) |
		  (known->labels ^ way->labels) | (known->objects ^ way->objects);
	BARRIER();
	return !differs && !(count & 1) && count == READ_COUNT(known);
}

/* A file system whose names other machines move, and a mount that is not of the caller's tree, tell of no change. */
static __always_inline bool may_be_remembered(struct file *file, const struct telos_clear *way)
{
	struct mount *mount = (void *)file->f_path.mnt - bpf_core_field_offset(struct mount, mnt);
	struct task_struct *task = bpf_get_current_task_btf();
	__u16 type = file->f_inode->i_mode & S_IFMT;

	if ((type != S_IFREG && type != S_IFDIR) || (way->renames & 1) || !way->mount_event)
		return false;
	if (BPF_CORE_READ(file, f_path.dentry, d_flags) & DCACHE_OP_REVALIDATE)
		return false;
	return BPF_CORE_READ(mount, mnt_ns) == BPF_CORE_READ(task, nsproxy, mnt_ns);
}

static __always_inline bool asks_nothing(struct file *file, const struct walk *walk)
{
	struct telos_file_id id;

	if (walk->end != WALK_FOUND_LABEL && walk->end != WALK_FOUND_NONE)
		return false;
	if ((walk->label.gated & TELOS_ACCESS_READ) || walk->label.level != TELOS_TAINT_CLEAN)
		return false;
	identify_inode(file->f_inode, &id);
	return !is_baited(&id) && !bpf_map_lookup_elem(&telos_objects, &id);
}

/* way was described before the walk; the walk looked for no names. */
static __always_inline void remember_clear(struct file *file, const struct telos_clear *way,
					   const struct walk *walk)
{
	struct telos_clear *known;
	__u32 count;

	if (!asks_nothing(file, walk) || !may_be_remembered(file, way))
		return;
	known = bpf_inode_storage_get(&telos_clear_files, file->f_inode, NULL,
				      BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!known)
		return;
	count = READ_COUNT(known);
	if ((count & 1) || __sync_val_compare_and_swap(&known->count, count, count + 1) != count)
		return;
	known->mount = way->mount;
	known->mount_event = way->mount_event;
	known->parent = way->parent;
	known->parent_inode = way->parent_inode;
	known->parent_generation = way->parent_generation;
	known->renames = way->renames;
	known->labels = way->labels;
	known->objects = way->objects;
	BARRIER();
	READ_COUNT(known) = count + 2;
}

#endif /* TELOS_CLEAR_H */
