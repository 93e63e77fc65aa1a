// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Change gate: may this agent change the tree here, without opening a file?
 *
 * Hooks: path_unlink, rmdir, mkdir, mknod (creation included), symlink, link, rename, truncate, chmod, chown, and of
 * inodes setxattr, removexattr and setattr (times). Each name is judged as a write to where it lies: outside the write
 * areas and below a label it needs a grant, so that a labelled file is neither moved nor linked out of its label, nor
 * damaged. A name that runs later is refused before it exists. The directory in which a tainted agent changes names
 * carries its taint. The cgroup and bpf file systems are never changed.
 * Maps read: telos_config, telos_pulse, telos_tasks, telos_agents, telos_labels, telos_names, telos_file_grants. Written:
 * telos_agent_states, telos_objects, telos_stats, telos_events.
 * Fails closed: no state, a way that does not end at the root, a table of objects that is full.
 */
#include "access.h"

/* include/uapi/linux/fs.h */
#define RENAME_EXCHANGE (1 << 1)

/* include/linux/fs.h: times that the caller chose. */
#define ATTR_ATIME_SET (1 << 7)
#define ATTR_MTIME_SET (1 << 8)

static __always_inline int refuse_change(const struct caller *caller, struct dentry *dentry,
					 const struct walk *walk, enum telos_reason reason)
{
	enum telos_verdict verdict = refusal_verdict(caller, TELOS_GATE_FILE, reason);
	struct telos_event_file *event;

	count_refusal(caller, TELOS_GATE_FILE);
	event = reserve_file_event(caller, walk, TELOS_GATE_FILE, reason, verdict);
	if (event) {
		event->access = TELOS_ACCESS_WRITE;
		bpf_probe_read_kernel_str(event->path, sizeof(event->path),
					  BPF_CORE_READ(dentry, d_name.name));
		bpf_ringbuf_submit(event, 0);
	}
	return refusal(verdict);
}

static __always_inline enum telos_reason change_reason(const struct caller *caller, struct dentry *dentry,
						       struct walk *walk)
{
	enum telos_reason reason = label_reason(caller, walk, TELOS_ACCESS_WRITE);
	struct telos_file_id directory;

	if (reason != TELOS_REASON_NONE || taint_of(caller) == TELOS_TAINT_CLEAN)
		return reason;
	identify_unsafe(BPF_CORE_READ(dentry, d_parent, d_inode), &directory);
	return tainted_write_reason(caller, &directory, walk->granted, false);
}

static __always_inline int judge_walked(const struct caller *caller, struct dentry *dentry, struct walk *walk)
{
	enum telos_reason reason = change_reason(caller, dentry, walk);

	return reason == TELOS_REASON_NONE ? 0 : refuse_change(caller, dentry, walk, reason);
}

/* Attributes and the text of a link are read without opening anything: a tainted agent leaves none. */
static __always_inline int refuse_carrier(struct dentry *dentry)
{
	struct walk walk = {};
	struct caller caller;

	if (!identify_caller(&caller) || acts_for_filesystem() || !slammed(&caller))
		return 0;
	return refuse_change(&caller, dentry, &walk, TELOS_REASON_FILE_TAINTED_WRITE);
}

/* Under another name, a directory or a link to one brings what lies in it under that name, too. */
static __always_inline bool brings_names(struct dentry *dentry)
{
	unsigned short kind = BPF_CORE_READ(dentry, d_inode, i_mode) & S_IFMT;

	return kind == S_IFDIR || kind == S_IFLNK;
}

static __always_inline int judge_name(struct dentry *dentry, struct vfsmount *vfsmount,
				      bool directory_renamed)
{
	unsigned long magic = dentry->d_sb->s_magic;
	struct walk walk = { .directory_renamed = directory_renamed };
	struct caller caller;

	/* A socket or memfd has no name to change; its mode concerns those who hold it. */
	if (!identify_caller(&caller) || (BPF_CORE_READ(vfsmount, mnt_flags) & MNT_INTERNAL))
		return 0;
	if (is_control_filesystem(magic))
		return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_PROTECTED_FILESYSTEM, 0,
					magic);
	if (!is_known(&caller)) {
		count(TELOS_STAT_STATE_MISSING);
		return refuse_change(&caller, dentry, &walk, TELOS_REASON_STATE_MISSING);
	}
	begin_walk(&caller, &walk, TELOS_ACCESS_WRITE);
	find_label(dentry, vfsmount, &walk);
	return judge_walked(&caller, dentry, &walk);
}

/* dentry: what is changed; it need not exist yet. vfsmount: where it was reached. */
static __always_inline int judge_change(struct dentry *dentry, struct vfsmount *vfsmount)
{
	return judge_name(dentry, vfsmount, false);
}

/* Whoever runs it later would do so with its owner's rights. */
static __always_inline int refuse_set_id(struct dentry *dentry, unsigned short mode)
{
	struct walk walk = {};
	struct caller caller;

	if (!(mode & (S_ISUID | S_ISGID)) || (mode & S_IFMT) == S_IFDIR || !identify_caller(&caller))
		return 0;
	return refuse_change(&caller, dentry, &walk, TELOS_REASON_EXEC_SET_ID);
}

/*
 * These hooks do not say through which mount the inode was reached. Up to the root of its file system the way is the
 * same; where that is no label, the file system counts as unlabelled.
 */
static __always_inline int judge_inode(struct dentry *dentry)
{
	struct walk walk = {};
	struct caller caller;

	if (!identify_caller(&caller) || acts_for_filesystem())
		return 0;
	if (is_control_filesystem(dentry->d_sb->s_magic))
		return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_PROTECTED_FILESYSTEM, 0,
					dentry->d_sb->s_magic);
	if (!is_known(&caller)) {
		count(TELOS_STAT_STATE_MISSING);
		return refuse_change(&caller, dentry, &walk, TELOS_REASON_STATE_MISSING);
	}
	begin_walk(&caller, &walk, TELOS_ACCESS_WRITE);
	find_label_in_filesystem(dentry, &walk);
	return judge_walked(&caller, dentry, &walk);
}

SEC("lsm/path_unlink")
int BPF_PROG(telos_path_unlink, const struct path *dir, struct dentry *dentry, int ret)
{
	return ret ? ret : judge_change(dentry, dir->mnt);
}

SEC("lsm/path_rmdir")
int BPF_PROG(telos_path_rmdir, const struct path *dir, struct dentry *dentry, int ret)
{
	return ret ? ret : judge_change(dentry, dir->mnt);
}

SEC("lsm/path_mkdir")
int BPF_PROG(telos_path_mkdir, const struct path *dir, struct dentry *dentry, unsigned short mode, int ret)
{
	return ret ? ret : judge_change(dentry, dir->mnt);
}

SEC("lsm/path_mknod")
int BPF_PROG(telos_path_mknod, const struct path *dir, struct dentry *dentry, unsigned short mode,
	     unsigned int device, int ret)
{
	int refused = ret ? ret : refuse_set_id(dentry, mode);

	if (refused)
		return -EPERM;
	return judge_change(dentry, dir->mnt);
}

SEC("lsm/path_symlink")
int BPF_PROG(telos_path_symlink, const struct path *dir, struct dentry *dentry, const char *target, int ret)
{
	int refused = ret ? ret : refuse_carrier(dentry);

	if (refused)
		return -EPERM;
	return judge_name(dentry, dir->mnt, true);
}

/* A hard link stays on its mount (do_linkat, fs/namei.c), so the new directory's mount is the old name's too. */
SEC("lsm/path_link")
int BPF_PROG(telos_path_link, struct dentry *old, const struct path *dir, struct dentry *dentry, int ret)
{
	int refused = ret ? ret : judge_change(old, dir->mnt);

	if (refused)
		return -EPERM;
	return judge_name(dentry, dir->mnt, brings_names(old));
}

SEC("lsm/path_rename")
int BPF_PROG(telos_path_rename, const struct path *old_dir, struct dentry *old, const struct path *dir,
	     struct dentry *dentry, unsigned int flags, int ret)
{
	bool comes_back = (flags & RENAME_EXCHANGE) && brings_names(dentry);
	int refused = ret ? ret : judge_name(old, old_dir->mnt, comes_back);

	if (refused)
		return -EPERM;
	return judge_name(dentry, dir->mnt, brings_names(old));
}

SEC("lsm/path_truncate")
int BPF_PROG(telos_path_truncate, const struct path *path, int ret)
{
	return ret ? ret : judge_change(path->dentry, path->mnt);
}

SEC("lsm/path_chmod")
int BPF_PROG(telos_path_chmod, const struct path *path, unsigned short mode, int ret)
{
	bool is_directory = (BPF_CORE_READ(path, dentry, d_inode, i_mode) & S_IFMT) == S_IFDIR;
	int refused = ret || is_directory ? ret : refuse_set_id(path->dentry, mode);

	if (refused)
		return -EPERM;
	return judge_change(path->dentry, path->mnt);
}

SEC("lsm/path_chown")
int BPF_PROG(telos_path_chown, const struct path *path, unsigned int uid, unsigned int gid, int ret)
{
	return ret ? ret : judge_change(path->dentry, path->mnt);
}

SEC("lsm/inode_setxattr")
int BPF_PROG(telos_inode_setxattr, void *idmap, struct dentry *dentry, const char *name, const void *value,
	     unsigned long size, int flags, int ret)
{
	int refused = ret ? ret : refuse_carrier(dentry);

	if (refused)
		return -EPERM;
	return judge_inode(dentry);
}

SEC("lsm/inode_removexattr")
int BPF_PROG(telos_inode_removexattr, void *idmap, struct dentry *dentry, const char *name, int ret)
{
	return ret ? ret : judge_inode(dentry);
}

/* The other attributes have hooks of their own, with a path. */
static __always_inline int judge_times(struct dentry *dentry, struct iattr *attributes)
{
	if (!(attributes->ia_valid & (ATTR_ATIME_SET | ATTR_MTIME_SET)))
		return 0;
	return judge_inode(dentry);
}

/* A kernel that knows mnt_idmap passes it first; the verifier drops the branch of the other kernels. */
SEC("lsm/inode_setattr")
int telos_inode_setattr(unsigned long long *ctx)
{
	if (bpf_core_type_exists(struct mnt_idmap))
		return judge_times((struct dentry *)ctx[1], (struct iattr *)ctx[2]);
	return judge_times((struct dentry *)ctx[0], (struct iattr *)ctx[1]);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
