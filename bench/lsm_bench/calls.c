// SPDX-License-Identifier: MIT
/*
 * calls measure STATE [SECRET]: does each operation in batches between marks, each after one call that is not counted.
 * With SECRET it reads that file first. Prints "refused OPERATION ERRNO" for one that fails.
 * calls crowd STATE: the same by a hundred threads at once (crowd.c).
 * calls hold [SECRET]: waits to be killed.
 * calls serve: takes what the others send and connect, well after they have.
 * calls rows: "ROW NAME CALLS BATCHES", for the table of what the marks' tags mean.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "marks.h"

#define BATCHES 41
#define SOCKETS_MAX 32
#define DRAIN_MS 20
#define DEEP "/tmp/bench/a/b/c/d/e/f/file"

static int file, channel[2], sockets[SOCKETS_MAX];

static void open_sockets(int type, int count)
{
	struct linger reset = { .l_onoff = 1 };
	int i;

	for (i = 0; i < count; i++) {
		sockets[i] = socket(AF_INET, type, 0);
		/* A reset leaves no TIME_WAIT behind that the next connect would have to step over. */
		setsockopt(sockets[i], SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	}
}

static void close_sockets(int count)
{
	while (count--)
		close(sockets[count]);
	/* Longer than the server sleeps: it takes no part in a batch. */
	usleep(3 * DRAIN_MS * 1000);
}

static int do_read(int i)
{
	char byte;

	return pread(file, &byte, 1, 0);
}

static int do_write(int i)
{
	return pwrite(file, "x", 1, 0);
}

static int do_stat(int i)
{
	struct stat status;

	return stat(BENCH_FILE, &status);
}

static int open_and_close(const char *path, int flags)
{
	int opened = open(path, flags);

	return opened < 0 ? -1 : close(opened);
}

static int do_open(int i)
{
	return open_and_close(BENCH_FILE, O_RDONLY);
}

static int do_open_deep(int i)
{
	return open_and_close(DEEP, O_RDONLY);
}

static int do_open_write(int i)
{
	return open_and_close(BENCH_FILE, O_WRONLY);
}

static int do_tcp_connect(int i)
{
	return connect_to(sockets[i + 1], BENCH_TCP_PORT);
}

/* Again and again on one socket: which port is free was asked the first time, and takes as long as chance has it. */
static int do_udp_connect(int i)
{
	return connect_to(sockets[0], BENCH_UDP_PORT);
}

static int do_sendto(int i)
{
	struct sockaddr_in server = server_address(BENCH_UDP_PORT);

	return sendto(sockets[0], "x", 1, 0, (struct sockaddr *)&server, sizeof(server));
}

static int do_fork(int i)
{
	pid_t child = fork();

	if (!child)
		_exit(0);
	return child < 0 ? -1 : waitpid(child, NULL, 0);
}

static int do_fork_exec(int i)
{
	return start_child(fork);
}

static int do_unix_pair(int i)
{
	char byte;

	return send(channel[0], "x", 1, 0) < 0 ? -1 : recv(channel[1], &byte, 1, 0);
}

/* sockets: of which type a batch needs some, made before it and closed after it. TCP's first one is the warm-up's. */
static const struct operation {
	const char *name;
	int (*call)(int index);
	int calls;
	int socket_type;
	int sockets;
} operations[] = {
	{ "read", do_read, 32 },
	{ "write", do_write, 32 },
	{ "stat", do_stat, 32 },
	{ "open+close", do_open, 32 },
	{ "open+close_deep", do_open_deep, 32 },
	{ "open_write+close", do_open_write, 32 },
	{ "udp_connect", do_udp_connect, 16, SOCK_DGRAM, 1 },
	{ "tcp_connect", do_tcp_connect, 8, SOCK_STREAM, 9 },
	{ "sendto", do_sendto, 16, SOCK_DGRAM, 1 },
	{ "unix_pair", do_unix_pair, 32 },
	{ "fork+exit", do_fork, 1 },
	{ "fork+exec", do_fork_exec, 1 },
};
#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

/* False: refused, which the call before the first that counts shows as well as any. */
static bool run_batch(const struct operation *operation)
{
	bool done;
	int i;

	open_sockets(operation->socket_type, operation->sockets);
	done = operation->call(-1) >= 0;
	if (done) {
		MARK(MARK_BEGIN);
		for (i = 0; i < operation->calls && done; i++)
			done = operation->call(i) >= 0;
		MARK(MARK_END);
	}
	if (!done)
		printf("refused %s %s\n", operation->name, strerrorname_np(errno));
	if (operation->sockets)
		close_sockets(operation->sockets);
	return done;
}

static int measure(unsigned int state)
{
	size_t row;
	int i;

	file = open(BENCH_FILE, O_RDWR);
	if (file < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, channel)) {
		perror("calls: " BENCH_FILE);
		return 1;
	}
	for (row = 0; row < OPERATIONS; row++) {
		mark_tag(state, row);
		for (i = 0; i < BATCHES && run_batch(&operations[row]); i++)
			;
	}
	return 0;
}

static int serve(void)
{
	struct sockaddr_in tcp = server_address(BENCH_TCP_PORT), udp = server_address(BENCH_UDP_PORT);
	int stream = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int datagrams = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	int accepted;
	char byte;

	if (bind(stream, (struct sockaddr *)&tcp, sizeof(tcp)) || listen(stream, 4096) ||
	    bind(datagrams, (struct sockaddr *)&udp, sizeof(udp))) {
		perror("calls: serve");
		return 1;
	}
	/* Nobody waits on these sockets, so that what arrives wakes nobody in the middle of a batch. */
	while (true) {
		while ((accepted = accept(stream, NULL, NULL)) >= 0)
			close(accepted);
		while (recv(datagrams, &byte, 1, 0) >= 0)
			;
		usleep(DRAIN_MS * 1000);
	}
}

static int read_secret(const char *path)
{
	char byte;
	int secret;

	if (!path)
		return 0;
	secret = open(path, O_RDONLY);
	if (secret < 0 || read(secret, &byte, 1) != 1) {
		perror(path);
		return 1;
	}
	return close(secret);
}

int main(int count, char **words)
{
	const char *verb = count > 1 ? words[1] : "";
	size_t row;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(verb, "serve"))
		return serve();
	if (!strcmp(verb, "rows")) {
		for (row = 0; row < OPERATIONS; row++)
			printf("%zu %s %d %d\n", row, operations[row].name, operations[row].calls, BATCHES);
		print_crowd_rows();
		return 0;
	}
	if (!strcmp(verb, "hold")) {
		if (read_secret(words[2]))
			return 1;
		puts("holding");
		pause();
		return 0;
	}
	if (!strcmp(verb, "measure") && count > 2)
		return read_secret(words[3]) || measure(atoi(words[2]));
	if (!strcmp(verb, "crowd") && count > 2)
		return crowd(atoi(words[2]));
	fprintf(stderr, "calls: measure STATE [SECRET] | crowd STATE | hold [SECRET] | serve | rows\n");
	return 2;
}
