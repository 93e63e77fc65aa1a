/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What every gate does the same way: which file is this, how a refusal is counted, told and returned; who is asking, says
 * caller.h. Order in each gate: earlier verdict, first filter, agent state, pulse, taint, policy, grant, verdict, event. Every
 * branch that cannot find what it needs refuses (fails closed).
 */
#ifndef TELOS_GATE_H
#define TELOS_GATE_H

#include "caller.h"

/* 2^30 ns is a second for this purpose. */
#define SECOND_SHIFT 30
#define EVENTS_PER_SECOND_MAX 512

/* While no daemon lives an operator may want a gate open; what is slammed stays so. */
static __always_inline bool fails_open(const struct telos_agent *agent, enum telos_gate gate,
				       enum telos_reason reason)
{
	return fail_mode(agent, gate) == TELOS_FAIL_MODE_OPEN && reason != TELOS_REASON_NET_SLAMMED &&
	       pulse_is_stale(bpf_ktime_get_boot_ns());
}

static __always_inline enum telos_verdict refusal_verdict(const struct caller *caller, enum telos_gate gate,
							  enum telos_reason reason)
{
	if (!caller->agent)
		return TELOS_VERDICT_DENY;
	if (caller->agent->mode == TELOS_MODE_AUDIT || fails_open(caller->agent, gate, reason))
		return TELOS_VERDICT_AUDIT;
	return TELOS_VERDICT_DENY;
}

/*
 * 6.12 wants a return value that it can prove to lie in [-4095, 0]; clang's branch-free negation of a
 * comparison is not provable (kernel/bpf/verifier.c, check_return_code), so the constant is assigned in a
 * branch that the compiler cannot see through.
 */
static __always_inline int refusal(enum telos_verdict verdict)
{
	int error = 0;

	if (verdict == TELOS_VERDICT_DENY)
		asm volatile("%[error] = %[eperm]" : [error] "=r"(error) : [eperm] "i"(-EPERM));
	return error;
}

static __always_inline void count_refusal(const struct caller *caller, enum telos_gate gate)
{
	if (caller->state)
		__sync_fetch_and_add(&caller->state->refused[gate], 1);
}

/* A full ring loses the event, never the refusal: both counters are shown by `telos status`. */
static __always_inline void count_dropped(const struct caller *caller)
{
	count(TELOS_STAT_EVENTS_DROPPED);
	if (caller->state)
		__sync_fetch_and_add(&caller->state->events_dropped, 1);
}

/*
 * Whether this agent may tell one more thing in this second, so that one agent's flood does not keep the others'
 * refusals out of the ring. What it may not tell is counted.
 */
static __always_inline bool may_tell(const struct caller *caller)
{
	struct telos_agent_state *state = caller->state;
	__u32 second = bpf_ktime_get_boot_ns() >> SECOND_SHIFT;

	if (!state)
		return true;
	if (state->events_second != second) {
		state->events_second = second;
		state->events_count = 0;
	}
	if (state->events_count >= EVENTS_PER_SECOND_MAX) {
		count_dropped(caller);
		return false;
	}
	__sync_fetch_and_add(&state->events_count, 1);
	return true;
}

/* Returns its parent. The swapper (pid 0) is its own, so that the walk needs no end. */
static __always_inline struct task_struct *fill_ancestor(struct telos_ancestor *ancestor,
							 struct task_struct *task)
{
	ancestor->pid = BPF_CORE_READ(task, tgid);
	BPF_CORE_READ_INTO(&ancestor->comm, task, comm);
	return BPF_CORE_READ(task, real_parent);
}

static __always_inline void fill_header(struct telos_event_header *header, const struct caller *caller,
					enum telos_event_kind kind, enum telos_gate gate,
					enum telos_reason reason, enum telos_verdict verdict)
{
	struct task_struct *task = bpf_get_current_task_btf(), *ancestor = BPF_CORE_READ(task, real_parent);

	header->time_ns = bpf_ktime_get_boot_ns();
	header->kind = kind;
	header->gate = gate;
	/* clang 14 drops a plain store of the verdict where it also decides a branch: records then said ALLOW. */
	*(volatile enum telos_verdict *)&header->verdict = verdict;
	header->reason = reason;
	header->taint = caller->state ? caller->state->taint : TELOS_TAINT_CLEAN;
	header->agent_id = caller->agent_id;
	header->pid = task->tgid;
	header->tid = task->pid;
	header->uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(header->comm, sizeof(header->comm));
	ancestor = fill_ancestor(&header->parent, ancestor);
	ancestor = fill_ancestor(&header->grandparent, ancestor);
	fill_ancestor(&header->great_grandparent, ancestor);
}

/*
 * The inode that a store into a mapping changes. On overlayfs it is the upper layer's, whose dentry stands behind the
 * overlay's own inode (fs/overlayfs/ovl_entry.h, struct ovl_inode, of a module that need not be loaded yet); what is in
 * no upper layer cannot be written. Only a checked copy may read it.
 */
static __always_inline struct inode *inode_of_content(struct inode *inode)
{
	struct dentry *upper = NULL;
	struct inode *content;

	if (BPF_CORE_READ(inode, i_sb, s_magic) != OVERLAYFS_SUPER_MAGIC)
		return inode;
	bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + bpf_core_type_size(struct inode));
	content = BPF_CORE_READ(upper, d_inode);
	return content ? content : inode;
}

/* Since 6.13 the highest bit says that somebody asked for the time (I_CTIME_QUERIED, include/linux/fs.h). */
#define CTIME_NSEC_MASK 0x7fffffffU

static __always_inline __u64 change_time_ns(struct inode *inode)
{
	const __u64 second_ns = 1000000000ULL;
	struct inode *content = inode_of_content(inode);

	if (bpf_core_field_exists(content->i_ctime_sec))
		return BPF_CORE_READ(content, i_ctime_sec) * second_ns +
		       (BPF_CORE_READ(content, i_ctime_nsec) & CTIME_NSEC_MASK);

	struct inode___before_6_11 *older = (void *)content;

	if (bpf_core_field_exists(older->__i_ctime))
		return BPF_CORE_READ(older, __i_ctime.tv_sec) * second_ns +
		       BPF_CORE_READ(older, __i_ctime.tv_nsec);

	struct inode___before_6_6 *oldest = (void *)content;

	return BPF_CORE_READ(oldest, i_ctime.tv_sec) * second_ns + BPF_CORE_READ(oldest, i_ctime.tv_nsec);
}

/* Directories are left out: an overlay numbers them itself, and they may be copied up while they have a label. */
static __always_inline __u32 layer_of(struct inode *inode, const struct telos_file_id *id,
				      unsigned long magic)
{
	struct inode *content;

	if (magic != OVERLAYFS_SUPER_MAGIC || id->type != S_IFREG)
		return 0;
	content = inode_of_content(inode);
	return content != inode && BPF_CORE_READ(content, i_ino) == id->inode;
}

static __always_inline void identify_inode(struct inode *inode, struct telos_file_id *id)
{
	struct super_block *filesystem = inode->i_sb;

	id->inode = inode->i_ino;
	id->device = filesystem->s_dev;
	id->generation = inode->i_generation;
	id->type = inode->i_mode & S_IFMT;
	id->layer = layer_of(inode, id, filesystem->s_magic);
}

/* A name of up to 15 bytes, padded with zero: compared as two words, for which the verifier needs no branches. */
union short_name {
	char text[16];
	__u64 words[2];
};

static __always_inline bool is_name(const unsigned char *name, const union short_name wanted)
{
	union short_name own = {};

	bpf_probe_read_kernel_str(own.text, sizeof(own.text), name);
	return !((own.words[0] ^ wanted.words[0]) | (own.words[1] ^ wanted.words[1]));
}

static __always_inline bool is_control_filesystem(unsigned long magic)
{
	return magic == BPF_FS_MAGIC || magic == CGROUP2_SUPER_MAGIC || magic == CGROUP_SUPER_MAGIC;
}

/* Emits a tamper event and returns the gate's answer: an agent reached around the gates. */
static __always_inline int refuse_tampering(const struct caller *caller, enum telos_gate gate,
					    enum telos_reason reason, __u32 target_pid, __u32 detail)
{
	enum telos_verdict verdict = refusal_verdict(caller, gate, reason);
	struct telos_event_tamper *event;

	count_refusal(caller, gate);
	if (!may_tell(caller))
		return refusal(verdict);
	event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);
	if (event) {
		fill_header(&event->header, caller, TELOS_EVENT_KIND_TAMPER, gate, reason, verdict);
		event->target_pid = target_pid;
		event->detail = detail;
		bpf_ringbuf_submit(event, 0);
	} else {
		count_dropped(caller);
	}
	return refusal(verdict);
}

/* For hooks that refuse an agent whatever it asks. */
static __always_inline int refuse_agent(enum telos_reason reason, __u32 target_pid, __u32 detail)
{
	struct caller caller;

	if (!identify_caller(&caller))
		return 0;
	return refuse_tampering(&caller, TELOS_GATE_TAMPER, reason, target_pid, detail);
}

#endif /* TELOS_GATE_H */
