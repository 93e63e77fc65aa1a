/* SPDX-License-Identifier: MIT */
/* What the loader (decisions.c) asks of the programs (decisions.bpf.c), and their answer. */
#ifndef TELOS_BENCH_DECISIONS_H
#define TELOS_BENCH_DECISIONS_H

#define ROUNDS 100000

/* sum: of what every round decided. */
struct decision_run {
	__u64 took_ns;
	__u64 sum;
	__u16 port;
};

#endif /* TELOS_BENCH_DECISIONS_H */
