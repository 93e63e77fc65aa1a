/* SPDX-License-Identifier: MIT */
/* What the loader (decisions.c) asks of the programs (decisions*.bpf.c), and their answer. */
#ifndef TELOS_BENCH_DECISIONS_H
#define TELOS_BENCH_DECISIONS_H

#define ROUNDS 100000

/* sum: of what every round decided. descriptor: of the loader's, the file that is judged; what it is comes back. */
struct decision_run {
	__u64 took_ns;
	__u64 sum;
	__u64 file;
	__u64 ctime_ns;
	struct telos_file_id id;
	__u32 descriptor;
	__u16 port;
};

#endif /* TELOS_BENCH_DECISIONS_H */
