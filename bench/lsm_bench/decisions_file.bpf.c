// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* The whole of the file gate's hook at an open: first filter, state, walk to the label, grants, content. */
#include "decision_file.h"
#include "../../bpf/lsm/file.bpf.c"

static long decide_open(__u32 index, void *context)
{
	decision.sum += ____telos_file_open(NULL, judged_file(), 0);
	return 0;
}

SEC("raw_tp") int run_open(void *context)
{
	return run(decide_open);
}
