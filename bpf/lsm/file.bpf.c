// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * File gate: what does opening this file, or being handed it, mean for this agent?
 *
 * Hooks: file_open, file_receive for a descriptor that arrives from elsewhere, and path_notify. The label is the
 * nearest one on the way from the file up to the root; an access that it gates needs a grant. A read raises the
 * agent's taint to the label's level, and to that of whoever wrote the file, before the call returns. Whoever
 * opens a named FIFO, or is handed a pipe, is one with all others who are; who opened one to write reads nothing
 * that would slam it. A decoy taints whoever reads it, unless the policy names it, or a program that reads whole
 * trees came upon it. What procfs has of another agent's tasks is never opened. The kernel's control file systems
 * (cgroup, bpf) are never written, and namespaces other than the agent's own are never opened (so that setns(2),
 * which has no hook, has nothing to enter). A file that the open made, by whomever, is a new name (names.bpf.c).
 * Maps read: telos_config, telos_pulse, telos_agents, telos_labels, telos_names, telos_file_grants, telos_exec_grants,
 * telos_terminals, telos_programs, telos_cgroups, telos_directories. Written: telos_tasks, telos_agent_states,
 * telos_objects, telos_clear_files, telos_changes, telos_stats, telos_events.
 * Fails closed: no state, a way that does not end at the root, a table of objects that is full.
 */
#include "access.h"
#include "clear.h"
#include "directory.h"
#include "steps.h"

static __always_inline void tell(const struct caller *caller, struct file *file, const struct walk *walk,
				 enum telos_reason reason, enum telos_verdict verdict, __u32 access)
{
	struct telos_event_file *event = reserve_file_event(caller, walk, TELOS_GATE_FILE, reason, verdict);

	if (!event)
		return;
	identify_inode(file->f_inode, &event->file);
	event->access = access;
	bpf_d_path(&file->f_path, event->path, sizeof(event->path));
	bpf_ringbuf_submit(event, 0);
}

static __always_inline void tell_path(const struct caller *caller, const struct path *path,
				      const struct walk *walk, enum telos_reason reason,
				      enum telos_verdict verdict)
{
	struct telos_event_file *event = reserve_file_event(caller, walk, TELOS_GATE_FILE, reason, verdict);

	if (!event)
		return;
	identify_unsafe(BPF_CORE_READ(path, dentry, d_inode), &event->file);
	event->access = TELOS_ACCESS_READ;
	bpf_probe_read_kernel_str(event->path, sizeof(event->path), BPF_CORE_READ(path, dentry, d_name.name));
	bpf_ringbuf_submit(event, 0);
}

static __always_inline int refuse_file(const struct caller *caller, struct file *file,
				       const struct walk *walk, enum telos_reason reason, __u32 access)
{
	enum telos_verdict verdict = refusal_verdict(caller, TELOS_GATE_FILE, reason);

	count_refusal(caller, TELOS_GATE_FILE);
	tell(caller, file, walk, reason, verdict, access);
	return refusal(verdict);
}

/* nsfs numbers its inodes as the kernel numbers the namespaces (fs/nsfs.c). */
static __always_inline bool is_foreign_namespace(struct inode *inode)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct nsproxy *own = task->nsproxy;
	__u32 number = inode->i_ino;

	if (inode->i_sb->s_magic != NSFS_MAGIC)
		return false;
	return number != own->mnt_ns->ns.inum && number != own->net_ns->ns.inum &&
	       number != own->uts_ns->ns.inum && number != own->ipc_ns->ns.inum &&
	       number != own->cgroup_ns->ns.inum && number != own->pid_ns_for_children->ns.inum;
}

static __always_inline enum telos_reason write_reason(const struct caller *caller, struct file *file,
						      struct walk *walk)
{
	struct telos_file_id id;

	if (is_private_channel(file))
		return TELOS_REASON_NONE;
	identify_inode(file->f_inode, &id);
	if (is_linked_program(file->f_inode, &id))
		return TELOS_REASON_FILE_NOT_WRITABLE;
	if (id.type == S_IFIFO)
		note_fifo(caller);
	if (id.type == S_IFREG && taint_of(caller) != TELOS_TAINT_CLEAN && is_mapped(file->f_inode))
		return TELOS_REASON_FILE_TAINTED_WRITE;
	return tainted_write_reason(caller, &id, walk->granted, id.type == S_IFCHR);
}

/* What else the file is beside its place in the tree: who wrote it, and with whom it is shared. */
static __always_inline enum telos_reason content_reason(const struct caller *caller, struct file *file,
							enum telos_taint *taint)
{
	struct telos_file_id id;

	identify_inode(file->f_inode, &id);
	if (id.type == S_IFIFO && !share(caller, &id))
		return TELOS_REASON_OBJECTS_FULL;
	return inherit(caller, &id, taint) ? TELOS_REASON_NONE : TELOS_REASON_OBJECTS_FULL;
}

/* A character device may be a way to a disk (sg, bsg, nvme) or an ear; those that are none have a label. */
static __always_inline bool is_strange_device(const struct caller *caller, struct file *file,
					      const struct walk *walk)
{
	return (file->f_inode->i_mode & S_IFMT) == S_IFCHR && walk->end != WALK_FOUND_LABEL &&
	       !writes_harmlessly(caller, file);
}

static __always_inline enum telos_reason access_reason(const struct caller *caller, struct file *file,
						       struct walk *walk, __u32 access)
{
	enum telos_reason reason;

	begin_walk(caller, walk, access);
	find_label(file->f_path.dentry, file->f_path.mnt, walk);
	reason = label_reason(caller, walk, access);
	if (reason == TELOS_REASON_FILE_NOT_WRITABLE && writes_harmlessly(caller, file))
		reason = TELOS_REASON_NONE;
	if (reason == TELOS_REASON_NONE && is_strange_device(caller, file, walk))
		reason = TELOS_REASON_KERNEL_INTERFACE;
	if (reason == TELOS_REASON_NONE && (access & TELOS_ACCESS_WRITE))
		reason = write_reason(caller, file, walk);
	return reason;
}

/* Only reads are remembered: who writes meets the labels of names. */
static __always_inline bool is_clear_read(const struct caller *caller, struct file *file,
					  struct telos_clear *way)
{
	describe_way(file, way);
	return access_of(file) == TELOS_ACCESS_READ && is_known(caller) && caller->task &&
	       is_clear(file, way);
}

static __always_inline enum telos_reason taint_reason(const struct caller *caller, enum telos_taint level)
{
	if (!may_be_tainted(caller, level))
		return TELOS_REASON_FILE_LABELLED;
	return may_learn(caller, level) ? TELOS_REASON_NONE : TELOS_REASON_FIFO_OPEN;
}

/* All threads of a program list for each other: those that have a state of their own go by that of the first. */
static __always_inline struct telos_task_state *state_of_program(const struct caller *caller)
{
	struct task_struct *leader = ((struct task_struct *)bpf_get_current_task_btf())->group_leader;
	struct telos_task_state *first = NULL;

	if (leader)
		first = bpf_task_storage_get(&telos_tasks, leader, NULL, 0);
	return first ? first : caller->task;
}

static __always_inline void note_listing(const struct caller *caller, struct file *file)
{
	struct telos_file_id id;

	if ((file->f_inode->i_mode & S_IFMT) != S_IFDIR)
		return;
	identify_inode(file->f_inode, &id);
	if (is_baited(&id))
		__sync_fetch_and_or(&state_of_program(caller)->flags, TELOS_TASK_WALKS);
}

/* The policy names it, or a program that reads whole trees came by. */
static __always_inline bool passes_decoy(const struct caller *caller, const struct walk *walk)
{
	struct telos_file_key key = walk->key;
	struct telos_exec_grant *grant;

	if (walk->granted & TELOS_ACCESS_READ)
		return true;
	if (!(walk->label.flags & TELOS_LABEL_WALKABLE) ||
	    !(state_of_program(caller)->flags & TELOS_TASK_WALKS))
		return false;
	key.file = caller->task->program;
	grant = bpf_map_lookup_elem(&telos_exec_grants, &key);
	return grant && (grant->flags & TELOS_EXEC_WALKS);
}

/* way: described before, for what is to be remembered; NULL: nothing is. */
static __always_inline int judge_access(const struct caller *caller, struct file *file,
					const struct telos_clear *way)
{
	enum telos_taint inherited = TELOS_TAINT_CLEAN;
	__u32 access = access_of(file);
	enum telos_reason reason;
	struct walk walk = {};
	bool decoy;

	if (!is_known(caller) || !caller->task) {
		count(TELOS_STAT_STATE_MISSING);
		return refuse_file(caller, file, &walk, TELOS_REASON_STATE_MISSING, access);
	}
	reason = tells_of_another_agent(caller, file->f_inode) ? TELOS_REASON_TASK_OUTSIDE
							       : access_reason(caller, file, &walk, access);
	if (way && access == TELOS_ACCESS_READ)
		remember_clear(file, way, &walk);
	decoy = walk.end == WALK_FOUND_LABEL && (walk.label.flags & TELOS_LABEL_DECOY);
	if (decoy && passes_decoy(caller, &walk)) {
		walk.label.level = TELOS_TAINT_CLEAN;
		decoy = false;
	}
	if (reason == TELOS_REASON_NONE)
		reason = content_reason(caller, file, &inherited);
	if (inherited > walk.label.level)
		walk.label.level = inherited;
	if (reason == TELOS_REASON_NONE && (access & TELOS_ACCESS_READ))
		reason = taint_reason(caller, walk.label.level);
	if (reason != TELOS_REASON_NONE && refuse_file(caller, file, &walk, reason, access))
		return -EPERM;
	if (!(access & TELOS_ACCESS_READ))
		return 0;
	note_listing(caller, file);
	if (raise_taint(caller, walk.label.level) || decoy)
		tell(caller, file, &walk, decoy ? TELOS_REASON_DECOY_READ : TELOS_REASON_TAINT_RAISED,
		     TELOS_VERDICT_ALLOW, access);
	return may_learn(caller, walk.label.level)
		       ? 0
		       : refuse_file(caller, file, &walk, TELOS_REASON_FIFO_OPEN, access);
}

/* A layer's own file may have a label that the path through the overlay does not show. */
static __always_inline int judge_layer(const struct caller *caller, struct file *file)
{
	__u32 access = access_of(file);
	enum telos_reason reason;
	struct walk walk = {};

	if (!is_known(caller))
		return 0;
	begin_walk(caller, &walk, 0);
	identify_inode(file->f_inode, &walk.key.file);
	if (!visit(&walk))
		return 0;
	reason = label_reason(caller, &walk, access);
	return reason == TELOS_REASON_NONE ? 0 : refuse_file(caller, file, &walk, reason, access);
}

SEC("lsm/file_open")
int BPF_PROG(telos_file_open, struct file *file, int ret)
{
	struct telos_clear way;
	struct caller caller;
	unsigned long magic;

	if (ret)
		return ret;
	if (file->f_mode & FMODE_CREATED)
		tell_change(file->f_path.dentry->d_parent->d_inode);
	if (!identify_caller(&caller))
		return 0;
	if (acts_for_filesystem())
		return judge_layer(&caller, file);
	if (is_clear_read(&caller, file, &way))
		return 0;
	magic = file->f_inode->i_sb->s_magic;
	if ((file->f_mode & FMODE_WRITE) && is_control_filesystem(magic))
		return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_PROTECTED_FILESYSTEM, 0,
					magic);
	/* A disk's own bytes have no labels. */
	if ((file->f_inode->i_mode & S_IFMT) == S_IFBLK)
		return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_KERNEL_INTERFACE, 0,
					file->f_inode->i_rdev);
	if (is_foreign_namespace(file->f_inode))
		return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_NAMESPACE, 0, magic);
	return judge_access(&caller, file, &way);
}

/* The names in a directory, and who uses its files, are told by events as well. */
SEC("lsm/path_notify")
int BPF_PROG(telos_path_notify_label, const struct path *path, __u64 mask, unsigned int type, int ret)
{
	enum telos_verdict verdict;
	struct walk walk = {};
	struct caller caller;
	enum telos_reason reason;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;
	if (!is_known(&caller))
		return refuse_tampering(&caller, TELOS_GATE_FILE, TELOS_REASON_STATE_MISSING, 0, type);
	begin_walk(&caller, &walk, 0);
	find_label(path->dentry, path->mnt, &walk);
	reason = label_reason(&caller, &walk, TELOS_ACCESS_READ);
	if (reason == TELOS_REASON_NONE)
		return 0;
	verdict = refusal_verdict(&caller, TELOS_GATE_FILE, reason);
	count_refusal(&caller, TELOS_GATE_FILE);
	tell_path(&caller, path, &walk, reason, verdict);
	return refusal(verdict);
}

/* What is neither a file in the tree nor a socket (which the unix gate judges) is judged when it is made. */
SEC("lsm/file_receive")
int BPF_PROG(telos_file_receive_file, struct file *file, int ret)
{
	struct caller caller;
	__u16 type;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;
	type = file->f_inode->i_mode & S_IFMT;
	if (type != S_IFREG && type != S_IFDIR && type != S_IFCHR && type != S_IFIFO)
		return 0;
	return judge_access(&caller, file, NULL);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
