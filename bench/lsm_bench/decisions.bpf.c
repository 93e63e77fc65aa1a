// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * The parts of decisions that gates share: who asks, a destination, the walk to a label. A program that does nothing in
 * the loop is the price of the loop.
 */
#include "decision_loop.h"
#include "access.h"
#include "destination.h"
#include "steps.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct fs_struct {
	struct path pwd;
};

struct task_struct___working {
	struct fs_struct *fs;
};

#pragma clang attribute pop

static long decide_nothing(__u32 index, void *context)
{
	decision.sum += index;
	return 0;
}

static long decide_caller(__u32 index, void *context)
{
	struct caller caller;

	decision.sum += identify_caller(&caller) && is_known(&caller);
	return 0;
}

static long decide_destination(__u32 index, void *context)
{
	struct attempt attempt = {
		.family = AF_INET, .type = SOCK_STREAM, .protocol = IPPROTO_TCP, .port = decision.port
	};
	struct caller caller;

	if (!identify_caller(&caller))
		return 0;
	decision.sum += destination_reason(&caller, &attempt);
	return 0;
}

/* What a file gate asks of the working directory of who runs this. */
static __always_inline void decide_file(__u32 access)
{
	struct task_struct___working *task = (void *)bpf_get_current_task_btf();
	struct walk walk = {};
	struct caller caller;

	if (!identify_caller(&caller) || !is_known(&caller))
		return;
	begin_walk(&caller, &walk, access);
	find_label(BPF_CORE_READ(task, fs, pwd.dentry), BPF_CORE_READ(task, fs, pwd.mnt), &walk);
	decision.sum += label_reason(&caller, &walk, access);
}

static long decide_read(__u32 index, void *context)
{
	decide_file(TELOS_ACCESS_READ);
	return 0;
}

static long decide_write(__u32 index, void *context)
{
	decide_file(TELOS_ACCESS_WRITE);
	return 0;
}

SEC("raw_tp") int run_nothing(void *context)
{
	return run(decide_nothing);
}

SEC("raw_tp") int run_caller(void *context)
{
	return run(decide_caller);
}

SEC("raw_tp") int run_destination(void *context)
{
	return run(decide_destination);
}

SEC("raw_tp") int run_read(void *context)
{
	return run(decide_read);
}

SEC("raw_tp") int run_write(void *context)
{
	return run(decide_write);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
