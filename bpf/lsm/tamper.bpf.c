// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Tamper gate: can this agent reach around the gates?
 *
 * Hooks: bpf refuses the bpf(2) system call whole, leaked descriptors included. ptrace_access_check lets an
 * agent look into its own tasks only. file_open keeps the pins (bpffs) and the cgroup tree as they are, with the
 * change gate; sb_mount, sb_umount and move_mount keep them where they are. task_kill and file_send_sigiotask
 * keep the daemon alive. settime keeps the clock, with which a change time could be forged.
 * Maps read: telos_config, telos_tasks, telos_agents. Written: telos_agent_states, telos_stats, telos_events.
 * Fails closed: every hook refuses whoever is in the agents' cgroup, known or not.
 */
#include "gate.h"

#define DETAIL_NONE 0

static __always_inline int refuse_agent(enum telos_reason reason, __u32 target_pid, __u32 detail)
{
	struct caller caller;

	if (!identify_caller(&caller))
		return 0;
	return refuse_tampering(&caller, TELOS_GATE_TAMPER, reason, target_pid, detail);
}

SEC("lsm/bpf")
int BPF_PROG(telos_bpf, int cmd, union bpf_attr *attr, unsigned int size, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_BPF_SYSCALL, 0, cmd);
}

SEC("lsm/ptrace_access_check")
int BPF_PROG(telos_ptrace_access_check, struct task_struct *child, unsigned int mode, int ret)
{
	struct telos_task_state *target;
	struct caller caller;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;

	target = bpf_task_storage_get(&telos_tasks, child, NULL, 0);
	if (caller.task && target && target->agent_id == caller.agent_id)
		return 0;
	/* ps asks this way about every process and shows less of those that it may not see. */
	if (mode & PTRACE_MODE_NOAUDIT)
		return refusal(refusal_verdict(&caller));
	return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_PTRACE_OUTSIDE, child->tgid, mode);
}

SEC("lsm/file_open")
int BPF_PROG(telos_control_file_open, struct file *file, int ret)
{
	unsigned long magic;

	if (ret)
		return ret;
	magic = file->f_inode->i_sb->s_magic;
	if (!(file->f_mode & FMODE_WRITE) || !is_control_filesystem(magic))
		return 0;
	return refuse_agent(TELOS_REASON_PROTECTED_FILESYSTEM, 0, magic);
}

SEC("lsm/sb_mount")
int BPF_PROG(telos_sb_mount, const char *device, const struct path *path, const char *type,
	     unsigned long flags, void *data, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_PROTECTED_FILESYSTEM, 0, DETAIL_NONE);
}

SEC("lsm/sb_umount")
int BPF_PROG(telos_sb_umount, struct vfsmount *mount, int flags, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_PROTECTED_FILESYSTEM, 0, DETAIL_NONE);
}

SEC("lsm/move_mount")
int BPF_PROG(telos_move_mount, const struct path *from, const struct path *to, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_PROTECTED_FILESYSTEM, 0, DETAIL_NONE);
}

SEC("lsm/task_kill")
int BPF_PROG(telos_task_kill, struct task_struct *target, struct kernel_siginfo *info, int signal,
	     const struct cred *cred, int ret)
{
	struct telos_config *config = configuration();

	if (ret)
		return ret;
	if (!config || !signal || (__u32)target->tgid != config->daemon_pid)
		return 0;
	return refuse_agent(TELOS_REASON_SIGNAL_DAEMON, target->tgid, signal);
}

/* Whoever causes it (current is whoever made the file ready): nobody owes the daemon a SIGIO. */
SEC("lsm/file_send_sigiotask")
int BPF_PROG(telos_file_send_sigiotask, struct task_struct *target, struct fown_struct *owner, int signal,
	     int ret)
{
	struct telos_config *config = configuration();

	if (ret)
		return ret;
	if (!config || (__u32)target->tgid != config->daemon_pid)
		return 0;
	return -EPERM;
}

SEC("lsm/settime")
int BPF_PROG(telos_settime, const struct timespec64 *time, const struct timezone *zone, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_CLOCK_SET, 0, DETAIL_NONE);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
