// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Change gate: may this agent change the tree here, without opening a file?
 *
 * Hooks: path_unlink, rmdir, mkdir, mknod (creation included), symlink, link, rename, truncate, chmod, chown. Each
 * name is judged as a write to where it lies: below a label it needs a grant, so that a labelled file is neither
 * moved nor linked out of its label, nor damaged. The cgroup and bpf file systems are never changed.
 * Maps read: telos_config, telos_tasks, telos_agents, telos_labels, telos_file_grants. Written:
 * telos_agent_states, telos_stats, telos_events.
 * Fails closed: no state, or a name so deep that the walk does not reach the root.
 */
#include "walk.h"

static __always_inline int refuse_change(const struct caller *caller, struct dentry *dentry,
					 const struct walk *walk, enum telos_reason reason)
{
	enum telos_verdict verdict = refusal_verdict(caller);
	struct telos_event_file *event;

	count_refusal(caller, TELOS_GATE_FILE);
	event = reserve_file_event(caller, walk, reason, verdict);
	if (event) {
		event->access = TELOS_ACCESS_WRITE;
		bpf_probe_read_kernel_str(event->path, sizeof(event->path),
					  BPF_CORE_READ(dentry, d_name.name));
		bpf_ringbuf_submit(event, 0);
	}
	return refusal(verdict);
}

/* dentry: what is changed; it need not exist yet. vfsmount: where it was reached. */
static __always_inline int judge_change(struct dentry *dentry, struct vfsmount *vfsmount)
{
	unsigned long magic = dentry->d_sb->s_magic;
	enum telos_reason reason;
	struct walk walk = {};
	struct caller caller;

	if (!identify_caller(&caller))
		return 0;
	if (is_control_filesystem(magic))
		return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_PROTECTED_FILESYSTEM, 0,
					magic);
	if (!caller.task || !caller.agent || !caller.state) {
		count(TELOS_STAT_STATE_MISSING);
		return refuse_change(&caller, dentry, &walk, TELOS_REASON_STATE_MISSING);
	}

	begin_walk(&caller, &walk);
	find_label(dentry, vfsmount, &walk);
	if (walk.end == WALK_GAVE_UP)
		return refuse_change(&caller, dentry, &walk, TELOS_REASON_FILE_TOO_DEEP);
	if (walk.end == WALK_FOUND_NONE)
		return 0;
	reason = label_reason(&caller, &walk, TELOS_ACCESS_WRITE);
	if (reason == TELOS_REASON_NONE)
		return 0;
	return refuse_change(&caller, dentry, &walk, reason);
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
	return ret ? ret : judge_change(dentry, dir->mnt);
}

SEC("lsm/path_symlink")
int BPF_PROG(telos_path_symlink, const struct path *dir, struct dentry *dentry, const char *target, int ret)
{
	return ret ? ret : judge_change(dentry, dir->mnt);
}

/* A hard link stays on its mount (do_linkat, fs/namei.c), so the new directory's mount is the old name's too. */
SEC("lsm/path_link")
int BPF_PROG(telos_path_link, struct dentry *old, const struct path *dir, struct dentry *dentry, int ret)
{
	int refused = ret ? ret : judge_change(old, dir->mnt);

	if (refused)
		return -EPERM;
	return judge_change(dentry, dir->mnt);
}

SEC("lsm/path_rename")
int BPF_PROG(telos_path_rename, const struct path *old_dir, struct dentry *old, const struct path *dir,
	     struct dentry *dentry, unsigned int flags, int ret)
{
	int refused = ret ? ret : judge_change(old, old_dir->mnt);

	if (refused)
		return -EPERM;
	return judge_change(dentry, dir->mnt);
}

SEC("lsm/path_truncate")
int BPF_PROG(telos_path_truncate, const struct path *path, int ret)
{
	return ret ? ret : judge_change(path->dentry, path->mnt);
}

SEC("lsm/path_chmod")
int BPF_PROG(telos_path_chmod, const struct path *path, unsigned short mode, int ret)
{
	return ret ? ret : judge_change(path->dentry, path->mnt);
}

SEC("lsm/path_chown")
int BPF_PROG(telos_path_chown, const struct path *path, unsigned int uid, unsigned int gid, int ret)
{
	return ret ? ret : judge_change(path->dentry, path->mnt);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
