// SPDX-License-Identifier: MIT
/*
 * crowd COUNT PROGRAM: that many processes at once, which share one memory so that they fit, then one more that
 * executes PROGRAM. The exit status is the errno of that, 0 when it ran.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK_BYTES 4096

static int wait_for_end(void *unused)
{
	(void)unused;
	while (pause())
		;
	return 0;
}

int main(int count, char **words)
{
	int wanted = count == 3 ? atoi(words[1]) : 0, made = 0, status, child, i,
	    *pids = calloc(wanted, sizeof(*pids));
	char *stacks = mmap(NULL, (size_t)wanted * STACK_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!pids || stacks == MAP_FAILED)
		return 255;
	for (made = 0; made < wanted; made++) {
		pids[made] = clone(wait_for_end, stacks + (size_t)(made + 1) * STACK_BYTES,
				   CLONE_VM | SIGCHLD, NULL);
		if (pids[made] < 0)
			break;
	}
	child = fork();
	if (child == 0) {
		char *arguments[] = { words[2], NULL }, *environment[] = { NULL };

		execve(words[2], arguments, environment);
		_exit(errno);
	}
	waitpid(child, &status, 0);
	for (i = 0; i < made; i++)
		kill(pids[i], SIGKILL);
	for (i = 0; i < made; i++)
		waitpid(pids[i], NULL, __WALL);
	if (made < wanted)
		return EAGAIN;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}
