// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Names: has something changed in a directory on the way to a labelled path?
 *
 * Labels are of files, so that a path which leads to another file now needs its label again. Who asks the file system
 * for notices (inotify) makes every read, write and open on it pay; these programs run where a name is made or moved, or
 * a file gets another owner, and nowhere else. They run when it is done. What open(2) made is told by the file gate.
 * Maps read: telos_directories. Written: telos_changes.
 * Refuses nobody. A ring that is full loses nothing: whoever has yet to read it looks at all paths again.
 */
#include "directory.h"

#define ATTR_UID (1 << 1)

/* include/linux/fs.h */
struct renamedata {
	struct inode *old_dir;
	struct dentry *old_dentry;
	struct inode *new_dir;
} __attribute__((preserve_access_index));

SEC("fexit/vfs_create")
int BPF_PROG(telos_vfs_create, void *idmap, struct inode *dir)
{
	return tell_change(dir);
}

SEC("fexit/vfs_mkdir")
int BPF_PROG(telos_vfs_mkdir, void *idmap, struct inode *dir)
{
	return tell_change(dir);
}

SEC("fexit/vfs_mknod")
int BPF_PROG(telos_vfs_mknod, void *idmap, struct inode *dir)
{
	return tell_change(dir);
}

SEC("fexit/vfs_symlink")
int BPF_PROG(telos_vfs_symlink, void *idmap, struct inode *dir)
{
	return tell_change(dir);
}

SEC("fexit/vfs_link")
int BPF_PROG(telos_vfs_link, struct dentry *old, void *idmap, struct inode *dir)
{
	return tell_change(dir);
}

SEC("fexit/vfs_rename")
int BPF_PROG(telos_vfs_rename, struct renamedata *moved)
{
	tell_change(moved->new_dir);
	tell_change(moved->old_dir);
	return tell_change(moved->old_dentry->d_inode);
}

/* Some labels count only for files of a certain owner. */
SEC("fexit/notify_change")
int BPF_PROG(telos_notify_change, void *idmap, struct dentry *dentry, struct iattr *attributes)
{
	if (!(attributes->ia_valid & ATTR_UID))
		return 0;
	return tell_change(dentry->d_parent->d_inode);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
