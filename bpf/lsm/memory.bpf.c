// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Memory gate: may this agent execute these pages?
 *
 * Hooks: mmap_file, file_mprotect. A file is mapped executable when it is the running program itself, lies where code
 * is installed and no agent writes (a label without the execute gate), or where the policy grants to execute. Memory
 * that was or can be written is executable only for a program that was granted with a just-in-time compiler; glibc,
 * the loader and the kernel's own stacks need neither. A writable shared mapping makes all agents that have one of
 * the same file one cell of taint, as no single store can be seen; any mapping of a file reads it, and a file that
 * somebody has mapped already, unnoted, cannot be mapped so.
 * Maps read: telos_config, telos_pulse, telos_tasks, telos_agents, telos_labels, telos_file_grants,
 * telos_programs. Written: telos_agent_states,
 * telos_objects, telos_stats, telos_events.
 * Fails closed: no state, a way that does not end at the root, a table of objects that is full.
 */
#include "access.h"

static __always_inline int refuse_memory(const struct caller *caller, struct file *file,
					 enum telos_reason reason)
{
	enum telos_verdict verdict = refusal_verdict(caller, TELOS_GATE_EXEC, reason);
	struct telos_event_exec *event;

	count_refusal(caller, TELOS_GATE_EXEC);
	if (!may_tell(caller))
		return refusal(verdict);
	event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);
	if (!event) {
		count_dropped(caller);
		return refusal(verdict);
	}
	__builtin_memset(event, 0, sizeof(*event));
	fill_header(&event->header, caller, TELOS_EVENT_KIND_EXEC, TELOS_GATE_EXEC, reason, verdict);
	if (file) {
		identify_inode(file->f_inode, &event->file);
		event->ctime_ns = change_time_ns(file->f_inode);
		bpf_probe_read_kernel_str(event->path, sizeof(event->path),
					  BPF_CORE_READ(file, f_path.dentry, d_name.name));
	}
	bpf_ringbuf_submit(event, 0);
	return refusal(verdict);
}

static __always_inline bool is_program(const struct caller *caller, const struct telos_file_id *file)
{
	const struct telos_file_id *program = &caller->task->program;

	return file->inode == program->inode && file->device == program->device &&
	       file->generation == program->generation && file->type == program->type &&
	       file->layer == program->layer;
}

static __always_inline bool may_compile(const struct caller *caller)
{
	return caller->task->flags & TELOS_TASK_JIT;
}

static __always_inline enum telos_reason file_reason(const struct caller *caller, struct file *file)
{
	struct telos_file_id id;
	struct walk walk = {};

	identify_inode(file->f_inode, &id);
	if (is_program(caller, &id))
		return TELOS_REASON_NONE;
	/* A memfd of a compiler's own, mapped once to write and once to execute (.NET). */
	if (may_compile(caller) && is_private_channel(file))
		return TELOS_REASON_NONE;
	begin_walk(caller, &walk, 0);
	find_label(file->f_path.dentry, file->f_path.mnt, &walk);
	if (walk.end == WALK_DETACHED || walk.end == WALK_GAVE_UP)
		return TELOS_REASON_FILE_DETACHED;
	if (!(walk.label.gated & TELOS_ACCESS_EXECUTE) ||
	    (walk.granted & walk.label.grantable & TELOS_ACCESS_EXECUTE))
		return TELOS_REASON_NONE;
	return TELOS_REASON_MAP_EXECUTABLE;
}

/* writable: the pages can be, or have been, written through this mapping. */
static __always_inline enum telos_reason execute_reason(const struct caller *caller, struct file *file,
							bool writable)
{
	if (!is_known(caller) || !caller->task) {
		count(TELOS_STAT_STATE_MISSING);
		return TELOS_REASON_STATE_MISSING;
	}
	if ((writable || !file) && !may_compile(caller))
		return TELOS_REASON_MEMORY_WRITTEN;
	return file ? file_reason(caller, file) : TELOS_REASON_NONE;
}

/* A descriptor that may write lets a shared mapping become writable later, without another question. */
static __always_inline enum telos_reason content_reason(const struct caller *caller, struct file *file,
							unsigned long flags)
{
	bool stores = (flags & MAP_SHARED) && (file->f_mode & FMODE_WRITE);
	enum telos_taint taint = TELOS_TAINT_CLEAN;
	struct telos_file_id id;

	identify_inode(file->f_inode, &id);
	if (id.type != S_IFREG)
		return TELOS_REASON_NONE;
	if (stores && is_linked_program(file->f_inode, &id))
		return TELOS_REASON_FILE_NOT_WRITABLE;
	if (stores && is_mapped(file->f_inode) && !bpf_map_lookup_elem(&telos_objects, &id))
		return TELOS_REASON_FILE_TAINTED_WRITE;
	if (stores && !share(caller, &id))
		return TELOS_REASON_OBJECTS_FULL;
	if (!inherit(caller, &id, &taint))
		return TELOS_REASON_OBJECTS_FULL;
	if (!may_be_tainted(caller, taint))
		return TELOS_REASON_FILE_LABELLED;
	return learn(caller, taint) ? TELOS_REASON_NONE : TELOS_REASON_FIFO_OPEN;
}

/*
 * 6.12 takes a hook's pointers for never NULL and reads through them unchecked, but a mapping without a file has none
 * (and, by MMAP_PAGE_ZERO, without MAP_ANONYMOUS too): only a checked copy tells.
 */
static __always_inline struct file *file_or_null(struct file *file)
{
	return BPF_CORE_READ(file, f_inode) ? file : NULL;
}

SEC("lsm/mmap_file")
int BPF_PROG(telos_mmap_file, struct file *mapped, unsigned long asked, unsigned long protection,
	     unsigned long flags, int ret)
{
	enum telos_reason reason = TELOS_REASON_NONE;
	struct caller caller;
	struct file *file;

	if (ret)
		return ret;
	if (!(protection & PROT_EXEC) && (flags & MAP_ANONYMOUS))
		return 0;
	if (!identify_caller(&caller))
		return 0;
	file = file_or_null(mapped);
	if (protection & PROT_EXEC)
		reason = execute_reason(&caller, file, protection & PROT_WRITE);
	if (reason == TELOS_REASON_NONE && file && is_known(&caller))
		reason = content_reason(&caller, file, flags);
	return reason == TELOS_REASON_NONE ? 0 : refuse_memory(&caller, file, reason);
}

/* A private mapping that has pages of its own was written to; so may one be that is about to become writable. */
SEC("lsm/file_mprotect")
int BPF_PROG(telos_file_mprotect, struct vm_area_struct *vma, unsigned long asked, unsigned long protection,
	     int ret)
{
	enum telos_reason reason;
	struct caller caller;
	struct file *file;

	if (ret)
		return ret;
	if (!(protection & PROT_EXEC))
		return 0;
	if (!identify_caller(&caller))
		return 0;
	file = vma->vm_file;
	reason = execute_reason(&caller, file, (protection & PROT_WRITE) || vma->anon_vma);
	return reason == TELOS_REASON_NONE ? 0 : refuse_memory(&caller, file, reason);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
