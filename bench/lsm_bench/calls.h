/* SPDX-License-Identifier: MIT */
/* What single calls and a crowd of threads do alike, and where. The guest's part (guest.py) makes these. */
#ifndef TELOS_BENCH_CALLS_H
#define TELOS_BENCH_CALLS_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define BENCH_FILE "/tmp/bench/file"
#define BENCH_CHILD "/usr/local/bin/bench-child"
#define BENCH_ADDRESS "192.0.2.10"
#define BENCH_TCP_PORT 5000
#define BENCH_UDP_PORT 5001

int crowd(unsigned int state);
void print_crowd_rows(void);

static inline struct sockaddr_in server_address(unsigned short port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };

	inet_pton(AF_INET, BENCH_ADDRESS, &address.sin_addr);
	return address;
}

static inline int connect_to(int socket, unsigned short port)
{
	struct sockaddr_in server = server_address(port);

	return connect(socket, (struct sockaddr *)&server, sizeof(server));
}

/* fork_by: fork or vfork, whose child only executes. A child that was refused its program fails. */
static inline __attribute__((always_inline)) int start_child(pid_t (*fork_by)(void))
{
	char *const words[] = { BENCH_CHILD, NULL };
	char *const nothing[] = { NULL };
	int status = 0;
	pid_t child = fork_by();

	if (!child) {
		execve(BENCH_CHILD, words, nothing);
		_exit(1);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	return status ? -1 : 0;
}

#endif /* TELOS_BENCH_CALLS_H */
