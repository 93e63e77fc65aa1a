// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Tamper gate: can this agent reach around the gates?
 *
 * Hooks: bpf refuses the bpf(2) system call whole, leaked descriptors included. ptrace_access_check lets an agent
 * look into its own tasks only; to steer even those (which can write to their text) it takes, with ptrace_traceme, a
 * program that may execute what it wrote. The file and change gates keep the pins (bpffs) and the cgroup tree as
 * they are; sb_mount, sb_umount, sb_remount, sb_pivotroot and move_mount keep them where they are. task_kill lets an
 * agent signal its own tasks only, whose values carry as much as a pipe, and those of agents that it started, which are of its
 * cell; file_send_sigiotask keeps the daemon alive;
 * task_setrlimit, task_prlimit, task_setnice, task_setscheduler, task_setioprio and task_movememory leave everybody
 * else's limits, priorities and memory alone, and nobody's core is dumped into a file. path_notify refuses events that
 * somebody else's open would wait for. settime
 * keeps the clock.
 * Maps read: telos_config, telos_pulse, telos_tasks, telos_agents. Written: telos_agent_states, telos_stats, telos_events.
 * Fails closed: every hook refuses whoever is in the agents' cgroup, known or not.
 */
#include "gate.h"

#define DETAIL_NONE 0

/* include/uapi/asm-generic/resource.h */
#define RLIMIT_CORE 4

/* include/uapi/linux/fanotify.h: FAN_OPEN_PERM, FAN_ACCESS_PERM, FAN_OPEN_EXEC_PERM */
#define FAN_PERMISSION_EVENTS 0x70000ULL

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
	if (caller.task && target && target->agent_id == caller.agent_id) {
		if (!(mode & PTRACE_MODE_ATTACH) || (caller.task->flags & TELOS_TASK_JIT))
			return 0;
		return refuse_tampering(&caller, TELOS_GATE_EXEC, TELOS_REASON_MEMORY_WRITTEN, child->tgid,
					mode);
	}
	/* ps asks this way about every process and shows less of those that it may not see. */
	if (mode & PTRACE_MODE_NOAUDIT)
		return refusal(refusal_verdict(&caller, TELOS_GATE_TAMPER, TELOS_REASON_PTRACE_OUTSIDE));
	return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_PTRACE_OUTSIDE, child->tgid, mode);
}

/* The parent becomes the tracer, which may write to its child's text. */
SEC("lsm/ptrace_traceme")
int BPF_PROG(telos_ptrace_traceme, struct task_struct *parent, int ret)
{
	struct telos_task_state *tracer;
	struct caller caller;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;
	tracer = bpf_task_storage_get(&telos_tasks, parent, NULL, 0);
	if (tracer && (tracer->flags & TELOS_TASK_JIT))
		return 0;
	return refuse_tampering(&caller, TELOS_GATE_EXEC, TELOS_REASON_MEMORY_WRITTEN, parent->tgid,
				DETAIL_NONE);
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

SEC("lsm/sb_remount")
int BPF_PROG(telos_sb_remount, struct super_block *sb, void *options, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_PROTECTED_FILESYSTEM, 0, DETAIL_NONE);
}

SEC("lsm/sb_pivotroot")
int BPF_PROG(telos_sb_pivotroot, const struct path *old, const struct path *new, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_PROTECTED_FILESYSTEM, 0, DETAIL_NONE);
}

SEC("lsm/path_notify")
int BPF_PROG(telos_path_notify, const struct path *path, __u64 mask, unsigned int type, int ret)
{
	if (ret)
		return ret;
	if (!(mask & FAN_PERMISSION_EVENTS))
		return 0;
	return refuse_agent(TELOS_REASON_KERNEL_INTERFACE, 0, DETAIL_NONE);
}

/* No agent goes before those that it started (AgentTable.Nesting.cs), so that the chain has no gap. */
static __always_inline bool descends_from(__u32 agent_id, __u32 ancestor_id)
{
	int i;

	for (i = 0; i < TELOS_NESTING_MAX; i++) {
		struct telos_agent *agent = agent_of(agent_id);

		if (!agent || !agent->parent_id)
			return false;
		if (agent->parent_id == ancestor_id)
			return true;
		agent_id = agent->parent_id;
	}
	return false;
}

static __always_inline int keep_outside(struct task_struct *target, __u32 detail, bool with_descendants)
{
	struct telos_task_state *state;
	struct caller caller;

	if (!identify_caller(&caller))
		return 0;
	state = state_of_task(target);
	if (state && state->agent_id == caller.agent_id)
		return 0;
	if (with_descendants && state && descends_from(state->agent_id, caller.agent_id))
		return 0;
	return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_TASK_OUTSIDE, target->tgid, detail);
}

SEC("lsm/task_setrlimit")
int BPF_PROG(telos_task_setrlimit, struct task_struct *target, unsigned int resource, struct rlimit *limit,
	     int ret)
{
	if (ret)
		return ret;
	if (resource == RLIMIT_CORE && limit->rlim_max)
		return refuse_agent(TELOS_REASON_KERNEL_INTERFACE, target->tgid, resource);
	return keep_outside(target, DETAIL_NONE, false);
}

SEC("lsm/task_setnice")
int BPF_PROG(telos_task_setnice, struct task_struct *target, int nice, int ret)
{
	return ret ? ret : keep_outside(target, DETAIL_NONE, false);
}

SEC("lsm/task_setscheduler")
int BPF_PROG(telos_task_setscheduler, struct task_struct *target, int ret)
{
	return ret ? ret : keep_outside(target, DETAIL_NONE, false);
}

SEC("lsm/task_setioprio")
int BPF_PROG(telos_task_setioprio, struct task_struct *target, int priority, int ret)
{
	return ret ? ret : keep_outside(target, DETAIL_NONE, false);
}

SEC("lsm/task_movememory")
int BPF_PROG(telos_task_movememory, struct task_struct *target, int ret)
{
	return ret ? ret : keep_outside(target, DETAIL_NONE, false);
}

SEC("lsm/task_kill")
int BPF_PROG(telos_task_kill, struct task_struct *target, struct kernel_siginfo *info, int signal,
	     const struct cred *cred, int ret)
{
	struct telos_config *config = configuration();

	if (ret)
		return ret;
	if (!signal)
		return 0;
	if (!config || (__u32)target->tgid == config->daemon_pid)
		return refuse_agent(TELOS_REASON_SIGNAL_DAEMON, target->tgid, signal);
	return keep_outside(target, signal, true);
}

/* Whose limits is not said, but the credentials of a process are its threads' alone (kernel/cred.c, copy_creds). */
SEC("lsm/task_prlimit")
int BPF_PROG(telos_task_prlimit, const struct cred *own, const struct cred *target, unsigned int flags,
	     int ret)
{
	if (ret)
		return ret;
	return own == target ? 0 : refuse_agent(TELOS_REASON_TASK_OUTSIDE, 0, flags);
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
