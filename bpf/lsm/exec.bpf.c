// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Exec gate: may this agent start this program?
 *
 * Hook: bprm_check_security. It fires once for every round of an exec, so a script and its interpreter are
 * both judged. A program is a file identity (device, inode, generation) with the change time that it had
 * when it was granted: its name, its path and argv[0] are never looked at, and a file that was rewritten
 * or replaced since no longer matches.
 * Maps read: telos_config, telos_tasks, telos_agents, telos_exec_grants. Written: telos_agent_states,
 * telos_stats, telos_events.
 * Fails closed: no state, no policy, an expired one or an unreadable file is a refusal.
 */
#include "gate.h"

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

static __always_inline enum telos_reason exec_reason(const struct caller *caller,
						     const struct telos_file_id *file, __u64 ctime_ns)
{
	__u64 now = bpf_ktime_get_boot_ns();
	enum telos_reason policy = policy_reason(caller, now);
	struct telos_file_key key = { .agent_id = caller->agent_id, .file = *file };
	struct telos_exec_grant *grant;
	enum telos_reason reason;

	if (policy == TELOS_REASON_STATE_MISSING)
		return policy;

	/* Standing grants hold without a policy: the telos client, with which an agent declares one. */
	key.generation = TELOS_GENERATION_STANDING;
	grant = bpf_map_lookup_elem(&telos_exec_grants, &key);
	if (grant) {
		reason = grant_reason(grant, now, ctime_ns, caller->task->flags);
		if (reason == TELOS_REASON_NONE)
			return reason;
	}
	if (policy != TELOS_REASON_NONE)
		return policy;

	key.generation = caller->agent->generation;
	grant = bpf_map_lookup_elem(&telos_exec_grants, &key);
	if (!grant)
		return TELOS_REASON_EXEC_NOT_GRANTED;
	return grant_reason(grant, now, ctime_ns, caller->task->flags);
}

SEC("lsm/bprm_check_security")
int BPF_PROG(telos_bprm_check_security, struct linux_binprm *bprm, int ret)
{
	struct telos_event_exec *event;
	struct telos_file_id file;
	enum telos_verdict verdict;
	enum telos_reason reason;
	struct caller caller;
	__u64 ctime_ns;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;

	identify_inode(bprm->file->f_inode, &file);
	ctime_ns = change_time_ns(bprm->file->f_inode);
	reason = exec_reason(&caller, &file, ctime_ns);
	if (reason == TELOS_REASON_NONE)
		return 0;

	verdict = refusal_verdict(&caller);
	count_refusal(&caller, TELOS_GATE_EXEC);
	event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);
	if (event) {
		__builtin_memset(event, 0, sizeof(*event));
		fill_header(&event->header, &caller, TELOS_EVENT_KIND_EXEC, TELOS_GATE_EXEC, reason, verdict);
		event->file = file;
		event->ctime_ns = ctime_ns;
		bpf_d_path(&bprm->file->f_path, event->path, sizeof(event->path));
		bpf_ringbuf_submit(event, 0);
	} else {
		count_dropped(&caller);
	}
	return refusal(verdict);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
