// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Exec gate: may this agent start this program?
 *
 * Hooks: bprm_check_security fires once for every round of an exec, so a script and its interpreter are both judged.
 * A program is a file identity (device, inode, generation) with the change time that it had when it was granted: its
 * name, its path and argv[0] are never looked at, and a file that was rewritten or replaced since no longer matches.
 * Where agents may write nothing runs, granted or not, unless the policy grants to execute there; that grant alone is
 * enough for what is built. Programs whose danger is in their flags are granted with a set of arguments and variables
 * that they are refused (arguments.h). bprm_creds_from_file refuses what would run with more rights than its caller has.
 * Maps read: telos_config, telos_pulse, telos_agents, telos_exec_grants, telos_labels, telos_file_grants, telos_argument_sets,
 * telos_argument_words, telos_variables, telos_scripts. Written: telos_tasks, telos_agent_states, telos_stats, telos_events.
 * Fails closed: no state, no policy, an expired one, a way that does not end at the root, a stale pulse (fail mode closed).
 */
#include "arguments.h"
#include "walk.h"

/* What the program may do once it runs: telos_task_state.flags. */
struct verdict {
	enum telos_reason reason;
	__u32 arguments;
	bool launch;
	bool jit;
};

static __always_inline enum telos_reason grant_reason(const struct telos_exec_grant *grant, __u64 now,
						      __u64 ctime_ns, __u32 task_flags)
{
	if ((grant->flags & TELOS_EXEC_LAUNCH) && !(task_flags & TELOS_TASK_LAUNCHING))
		return TELOS_REASON_EXEC_NOT_GRANTED;
	if (grant->ctime_ns != ctime_ns)
		return TELOS_REASON_EXEC_CHANGED;
	if (grant->expires_ns <= now)
		return TELOS_REASON_GRANT_EXPIRED;
	return TELOS_REASON_NONE;
}

static __always_inline bool judge_grant(const struct telos_file_key *key, __u64 now, __u64 ctime_ns,
					__u32 task_flags, struct verdict *verdict)
{
	struct telos_exec_grant *grant = bpf_map_lookup_elem(&telos_exec_grants, key);

	if (!grant)
		return false;
	verdict->reason = grant_reason(grant, now, ctime_ns, task_flags);
	verdict->arguments = grant->arguments;
	verdict->launch = grant->flags & TELOS_EXEC_LAUNCH;
	verdict->jit = grant->flags & TELOS_EXEC_JIT;
	return true;
}

static __always_inline bool is_same_file(const struct telos_file_id *one, const struct telos_file_id *other)
{
	return one->inode == other->inode && one->device == other->device &&
	       one->generation == other->generation && one->type == other->type && one->layer == other->layer;
}

/* While the pulse is stale nothing new runs: what this task runs already may start once more. */
static __always_inline void judge_program(const struct caller *caller, const struct telos_file_id *file,
					  __u64 ctime_ns, struct verdict *verdict)
{
	__u64 now = bpf_ktime_get_boot_ns();
	enum telos_reason policy = policy_reason(caller, TELOS_GATE_EXEC, now);
	struct telos_file_key key = { .agent_id = caller->agent_id, .file = *file };

	verdict->reason = policy;
	if (policy == TELOS_REASON_STATE_MISSING || !caller->task)
		return;
	if (policy == TELOS_REASON_PULSE_STALE) {
		if (!is_same_file(&caller->task->program, file))
			return;
		policy = own_policy_reason(caller, now);
	}

	/* Standing grants hold without a policy: the telos client, with which an agent declares one. */
	key.generation = TELOS_GENERATION_STANDING;
	if (judge_grant(&key, now, ctime_ns, caller->task->flags, verdict) &&
	    verdict->reason == TELOS_REASON_NONE)
		return;
	verdict->reason = policy;
	if (policy != TELOS_REASON_NONE)
		return;

	key.generation = caller->agent->generation;
	if (!judge_grant(&key, now, ctime_ns, caller->task->flags, verdict))
		verdict->reason = TELOS_REASON_EXEC_NOT_GRANTED;
}

/*
 * What was launched by a person runs wherever it lies. Otherwise a place where agents write decides: there a grant to
 * execute is needed, and it is enough. What was built keeps its builder's right to a just-in-time compiler.
 */
static __always_inline void judge_place(const struct caller *caller, struct file *file,
					struct verdict *verdict)
{
	bool granted = verdict->reason == TELOS_REASON_NONE;
	struct walk walk = {};

	if ((granted && verdict->launch) || (!granted && verdict->reason != TELOS_REASON_EXEC_NOT_GRANTED))
		return;
	begin_walk(caller, &walk, 0);
	find_label(file->f_path.dentry, file->f_path.mnt, &walk);
	if (walk.end == WALK_DETACHED || walk.end == WALK_GAVE_UP) {
		verdict->reason = TELOS_REASON_FILE_DETACHED;
		return;
	}
	if (walk.granted & walk.label.grantable & TELOS_ACCESS_EXECUTE) {
		verdict->reason = TELOS_REASON_NONE;
		verdict->jit |= !granted && caller->task && (caller->task->flags & TELOS_TASK_JIT);
		return;
	}
	if (walk.end == WALK_FOUND_LABEL && (walk.label.flags & TELOS_LABEL_WRITE_AREA))
		verdict->reason = TELOS_REASON_EXEC_WRITE_AREA;
}

static __always_inline enum telos_reason argument_reason(const struct caller *caller,
							 struct linux_binprm *bprm, __u32 set_id)
{
	struct new_strings strings = {
		.tables = (__u64)BPF_CORE_READ(bprm, mm, pgd),
		.address = bprm->p,
		.arguments_count = bprm->argc,
		.variables_count = bprm->envc,
		.agent_id = caller->agent_id,
		.generation = caller->agent ? caller->agent->generation : 0,
		.set_id = set_id,
	};

	return telos_arguments_granted(&strings) ? TELOS_REASON_NONE : TELOS_REASON_EXEC_ARGUMENT;
}

static __always_inline int refuse_exec(const struct caller *caller, struct file *file,
				       enum telos_reason reason)
{
	enum telos_verdict verdict = refusal_verdict(caller, TELOS_GATE_EXEC, reason);
	struct telos_event_exec *event;

	count_refusal(caller, TELOS_GATE_EXEC);
	if (!may_tell(caller))
		return refusal(verdict);
	event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);
	if (event) {
		__builtin_memset(event, 0, sizeof(*event));
		fill_header(&event->header, caller, TELOS_EVENT_KIND_EXEC, TELOS_GATE_EXEC, reason, verdict);
		identify_inode(file->f_inode, &event->file);
		event->ctime_ns = change_time_ns(file->f_inode);
		bpf_d_path(&file->f_path, event->path, sizeof(event->path));
		bpf_ringbuf_submit(event, 0);
	} else {
		count_dropped(caller);
	}
	return refusal(verdict);
}

SEC("lsm/bprm_check_security")
int BPF_PROG(telos_bprm_check_security, struct linux_binprm *bprm, int ret)
{
	struct verdict verdict = {};
	struct telos_file_id file;
	struct caller caller;
	int refused;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;

	identify_inode(bprm->file->f_inode, &file);
	judge_program(&caller, &file, change_time_ns(bprm->file->f_inode), &verdict);
	if (is_known(&caller))
		judge_place(&caller, bprm->file, &verdict);
	if (verdict.reason == TELOS_REASON_NONE && verdict.arguments)
		verdict.reason = argument_reason(&caller, bprm, verdict.arguments);
	if (verdict.reason != TELOS_REASON_NONE) {
		refused = refuse_exec(&caller, bprm->file, verdict.reason);
		if (refused)
			return -EPERM;
	}
	if (!caller.task)
		return 0;
	/* Counts from bprm_committed_creds on; the last round's file is the one that is mapped. */
	caller.task->program = file;
	if (verdict.jit)
		caller.task->flags |= TELOS_TASK_JIT_NEXT;
	else
		caller.task->flags &= ~TELOS_TASK_JIT_NEXT;
	return 0;
}

SEC("lsm/bprm_creds_from_file")
int BPF_PROG(telos_bprm_creds_from_file, struct linux_binprm *bprm, struct file *file, int ret)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const struct cred *old = task->cred, *new = bprm->cred;
	__u64 permitted = 0, before = 0;
	struct caller caller;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;
	BPF_CORE_READ_INTO(&permitted, new, cap_permitted);
	BPF_CORE_READ_INTO(&before, old, cap_permitted);
	if (new->euid.val == old->euid.val &&new->egid.val == old->egid.val && !(permitted & ~before))
		return 0;
	return refuse_exec(&caller, file, TELOS_REASON_EXEC_SET_ID);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
