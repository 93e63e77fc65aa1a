// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* The exec gate's decision for one round of an exec: first filter, state, grant, and the walk to where it lies. */
#include "decision_file.h"
#include "../../bpf/lsm/exec.bpf.c"
#include "steps.h"

static long decide_exec(__u32 index, void *context)
{
	struct file *program = judged_file();
	struct verdict verdict = {};
	struct telos_file_id file;
	struct caller caller;

	if (!identify_caller(&caller))
		return 0;
	identify_inode(program->f_inode, &file);
	judge_program(&caller, &file, change_time_ns(program->f_inode), &verdict);
	if (is_known(&caller))
		judge_place(&caller, program, &verdict);
	decision.sum += verdict.reason;
	return 0;
}

SEC("raw_tp") int run_exec(void *context)
{
	return run(decide_exec);
}
