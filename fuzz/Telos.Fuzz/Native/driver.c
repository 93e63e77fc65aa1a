// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * libFuzzer as a library of the .NET program that it tests. The branches that SharpFuzz made the program count are
 * libFuzzer's extra counters (compiler-rt/lib/fuzzer/FuzzerExtraCounters.cpp), in the same process and without a copy.
 */
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* SharpFuzz numbers branches with 16 bits. */
#define BRANCHES (1 << 16)

typedef int (*run_t)(const uint8_t *bytes, size_t size);

int LLVMFuzzerRunDriver(int *argc, char ***argv, run_t run);

__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t counters[BRANCHES];

uint8_t *telos_fuzz_counters(void)
{
	return counters;
}

/* The runtime's own way out waits for threads that libFuzzer never ends. */
static void leave(int status, void *unused)
{
	(void)unused;
	_exit(status);
}

int telos_fuzz_run(int argc, char **argv, run_t run)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

	/* libFuzzer leaves a handler alone that is there, and the runtime's would not name the input. */
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		signal(faults[i], SIG_DFL);
	on_exit(leave, NULL);
	return LLVMFuzzerRunDriver(&argc, &argv, run);
}

/* libFuzzer takes it as the input's fault and keeps the input. */
void telos_fuzz_crash(void)
{
	abort();
}
