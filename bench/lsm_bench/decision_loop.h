/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * A gate's decision many times in a loop, natively: raw tracepoint programs that are never attached and only run by
 * BPF_PROG_TEST_RUN, because any kernel that loads BPF at all takes them. decisions.c fills the maps.
 */
#ifndef TELOS_BENCH_DECISION_LOOP_H
#define TELOS_BENCH_DECISION_LOOP_H

#include "gate.h"
#include "decisions.h"

struct decision_run decision;

static __always_inline int run(void *decide)
{
	__u64 started = bpf_ktime_get_ns();

	decision.sum = 0;
	bpf_loop(ROUNDS, decide, NULL, 0);
	decision.took_ns = bpf_ktime_get_ns() - started;
	return 0;
}

#endif /* TELOS_BENCH_DECISION_LOOP_H */
