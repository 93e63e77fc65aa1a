// SPDX-License-Identifier: MIT
/*
 * rival consume RING: at each line of standard input, all that is in the ring, by libbpf's ring_buffer__consume with a callback
 * that reads a word of each cache line of the record. Prints the records and the thread's nanoseconds.
 * rival produce PROGRAM PER_SECOND SECONDS: runs the program so often. RING and PROGRAM are pins.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NS_PER_S 1000000000LL
#define FRAME_BYTES 60
#define WORDS_OF_A_LINE 8
#define PAUSE_NS 2000000
/* A producer that was kept from its pace makes up for it at no more than twice that pace. */
#define AT_ONCE_MAX 800

static unsigned long long sum;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int open_pin(const char *path)
{
	int fd = bpf_obj_get(path);

	if (fd < 0)
		fail(path);
	return fd;
}

static long long now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * NS_PER_S + time.tv_nsec;
}

static int touch(void *context, void *record, size_t size)
{
	const unsigned long long *words = record;

	for (size_t i = 0; i < size / sizeof(*words); i += WORDS_OF_A_LINE)
		sum += words[i];
	return 0;
}

static int consume(const char *ring_path)
{
	struct ring_buffer *ring = ring_buffer__new(open_pin(ring_path), touch, NULL, NULL);

	if (!ring)
		fail("ring_buffer__new");
	while (getchar() != EOF) {
		long long begin = now(CLOCK_THREAD_CPUTIME_ID);
		int records = ring_buffer__consume(ring);

		printf("%d %lld\n", records, now(CLOCK_THREAD_CPUTIME_ID) - begin);
		fflush(stdout);
	}
	ring_buffer__free(ring);
	return sum == 0;
}

static int produce(const char *program_path, long long per_second, long long seconds)
{
	static char frame[FRAME_BYTES];
	int program = open_pin(program_path);
	long long begin = now(CLOCK_MONOTONIC), made = 0;

	while (made < per_second * seconds) {
		long long due = (now(CLOCK_MONOTONIC) - begin) * per_second / NS_PER_S - made;
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame, .data_size_in = sizeof(frame));

		if (due > 0) {
			options.repeat = due < AT_ONCE_MAX ? due : AT_ONCE_MAX;
			if (bpf_prog_test_run_opts(program, &options))
				fail("BPF_PROG_TEST_RUN");
			made += options.repeat;
		}
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
	}
	return 0;
}

int main(int count, char **arguments)
{
	if (count == 3 && !strcmp(arguments[1], "consume"))
		return consume(arguments[2]);
	if (count == 5 && !strcmp(arguments[1], "produce"))
		return produce(arguments[2], atoll(arguments[3]), atoll(arguments[4]));
	return 2;
}
