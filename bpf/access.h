/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What an access to a file means for an agent, however the file came into its hands: the label on the way to the
 * root, the taint that a read brings, and where a tainted agent may still write.
 */
#ifndef TELOS_ACCESS_H
#define TELOS_ACCESS_H

#include "object.h"
#include "walk.h"

static __always_inline __u32 access_of(struct file *file)
{
	__u32 access = 0;

	if (file->f_mode & FMODE_READ)
		access |= TELOS_ACCESS_READ;
	if (file->f_mode & FMODE_WRITE)
		access |= TELOS_ACCESS_WRITE;
	return access;
}

/* A pseudo-terminal of the agent's own: the one that controls it, or one that an agent's task has unlocked. */
static __always_inline bool is_own_terminal(const struct caller *caller, struct inode *inode)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 index = inode->i_rdev & 0xfffff, *owner;
	struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);

	if (tty && BPF_CORE_READ(tty, driver, type) == TTY_DRIVER_TYPE_PTY &&
	    (__u32)BPF_CORE_READ(tty, index) == index)
		return true;
	owner = bpf_map_lookup_elem(&telos_terminals, &index);
	return owner && *owner == caller->agent_id;
}

/* What has no place in the tree and no reader outside the agent but those that it was given. */
static __always_inline bool is_private_channel(struct file *file)
{
	unsigned long magic = file->f_inode->i_sb->s_magic;

	if (magic == PIPEFS_MAGIC || magic == PID_FS_MAGIC)
		return true;
	return magic == TMPFS_MAGIC && (file->f_path.mnt->mnt_flags & MNT_INTERNAL);
}

/*
 * The name of a thread, for which proc_comm_write() takes the writer's own process only, and what a core dump holds
 * (fs/proc/base.c), which Java sets for itself.
 */
static __always_inline bool is_process_setting(struct file *file)
{
	const union short_name comm = { "comm" }, filter = { "coredump_filter" };
	const unsigned char *name = BPF_CORE_READ(file, f_path.dentry, d_name.name);

	if (file->f_inode->i_sb->s_magic != PROC_SUPER_MAGIC)
		return false;
	return is_name(name, comm) || is_name(name, filter);
}

static __always_inline bool writes_harmlessly(const struct caller *caller, struct file *file)
{
	struct inode *inode = file->f_inode;

	if (is_private_channel(file) || is_process_setting(file))
		return true;
	return inode->i_sb->s_magic == DEVPTS_SUPER_MAGIC && (inode->i_mode & S_IFMT) == S_IFCHR &&
	       is_own_terminal(caller, inode);
}

/* Under another name, which may lie in a write area. */
static __always_inline bool is_linked_program(struct inode *inode, const struct telos_file_id *file)
{
	return inode->i_nlink > 1 && bpf_map_lookup_elem(&telos_programs, file);
}

/* Mapped by whoever: such a mapping shows what is written from now on, and no hook sees it looked at. */
static __always_inline bool is_mapped(struct inode *inode)
{
	return BPF_CORE_READ(inode_of_content(inode), i_mapping, i_mmap.rb_root.rb_node);
}

/*
 * A slammed agent writes where its own policy says so and nowhere else: whatever is shared by default may be read by
 * those who still have a network. granted: what the policy grants on the way to the label.
 */
static __always_inline enum telos_reason tainted_write_reason(const struct caller *caller,
							      const struct telos_file_id *file, __u32 granted,
							      bool is_device)
{
	enum telos_taint taint = taint_of(caller);

	if (taint == TELOS_TAINT_CLEAN || is_device)
		return TELOS_REASON_NONE;
	if (slammed(caller) && (!(granted & TELOS_ACCESS_WRITE) || file->type == S_IFIFO))
		return TELOS_REASON_FILE_TAINTED_WRITE;
	return record_write(caller, file, taint) ? TELOS_REASON_NONE : TELOS_REASON_OBJECTS_FULL;
}

#endif /* TELOS_ACCESS_H */
