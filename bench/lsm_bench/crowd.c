// SPDX-License-Identifier: MIT
/*
 * A hundred threads that open, execute and connect, all the same at once. Counted is what the kernel does until the
 * last of them is done; the time is not, because the clock is the instruction counter.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>

#include "calls.h"
#include "marks.h"

#define THREADS 100
/* The first is not counted: every thread's stack, and what it needs of the kernel, is new. */
#define REPEATS 5
#define CROWD_ROW 100

static pthread_barrier_t start;
static __thread int socket_of_thread;

static bool open_once(void)
{
	int file = open(BENCH_FILE, O_RDONLY);

	return file >= 0 && !close(file);
}

static bool execute_once(void)
{
	return !start_child(vfork);
}

/* Nobody has to answer a datagram socket, so that no server's work is counted; its port was chosen before. */
static bool connect_once(void)
{
	return !connect_to(socket_of_thread, BENCH_UDP_PORT);
}

static const struct task {
	const char *name;
	bool (*once)(void);
	int times;
} tasks[] = {
	{ "threads_open", open_once, 50 },
	{ "threads_exec", execute_once, 1 },
	{ "threads_connect", connect_once, 20 },
};
#define TASKS (sizeof(tasks) / sizeof(tasks[0]))

static void *work(void *context)
{
	const struct task *task = context;
	int i, repeat;

	if (task->once == connect_once) {
		socket_of_thread = socket(AF_INET, SOCK_DGRAM, 0);
		connect_once();
	}
	for (repeat = 0; repeat < REPEATS; repeat++) {
		pthread_barrier_wait(&start);
		for (i = 0; i < task->times; i++) {
			if (!task->once())
				printf("refused %s\n", task->name);
		}
		pthread_barrier_wait(&start);
	}
	if (task->once == connect_once)
		close(socket_of_thread);
	return NULL;
}

static void count_repeats(void)
{
	int repeat;

	for (repeat = 0; repeat < REPEATS; repeat++) {
		usleep(10000);
		if (repeat)
			MARK(MARK_BEGIN);
		pthread_barrier_wait(&start);
		pthread_barrier_wait(&start);
		if (repeat)
			MARK(MARK_END);
	}
}

void print_crowd_rows(void)
{
	size_t row;

	for (row = 0; row < TASKS; row++)
		printf("%zu %s %d %d\n", CROWD_ROW + row, tasks[row].name, THREADS * tasks[row].times,
		       REPEATS - 1);
}

int crowd(unsigned int state)
{
	pthread_t threads[THREADS];
	size_t row;
	int i;

	pthread_barrier_init(&start, NULL, THREADS + 1);
	for (row = 0; row < TASKS; row++) {
		mark_tag(state, CROWD_ROW + row);
		for (i = 0; i < THREADS; i++)
			pthread_create(&threads[i], NULL, work, (void *)&tasks[row]);
		count_repeats();
		for (i = 0; i < THREADS; i++)
			pthread_join(threads[i], NULL);
	}
	return 0;
}
