// SPDX-License-Identifier: MIT
/*
 * The kernel's 32-bit system calls, from a 64-bit program: compat exec PROGRAM, compat mmap, compat connect ADDRESS
 * PORT. The exit status is the errno of the attempt, 0 when it succeeded.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXECVE32 11
#define MMAP2_32 192
#define SOCKET32 359
#define CONNECT32 362
#define SENDTO32 369

static char *low;

static int call32(int number, int first, int second, int third, int fourth, int fifth)
{
	int result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(first), "c"(second), "d"(third), "S"(fourth), "D"(fifth)
			 : "memory");
	return result;
}

static int address32(const void *pointer)
{
	return (int)(uintptr_t)pointer;
}

static int execute(const char *program)
{
	char *path = strcpy(low, program);
	uint32_t *arguments = (uint32_t *)(low + 1024);
	int status, child = fork();

	arguments[0] = address32(path);
	arguments[1] = 0;
	arguments[2] = 0;
	if (child == 0)
		_exit(-call32(EXECVE32, address32(path), address32(arguments), address32(arguments + 2), 0,
			      0));
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static int map(void)
{
	int address = call32(MMAP2_32, 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1);

	return address < 0 && address > -4096 ? -address : 0;
}

static int reach(const char *host, const char *port)
{
	struct sockaddr_in *name = (struct sockaddr_in *)low;
	int descriptor = call32(SOCKET32, AF_INET, SOCK_STREAM, 0, 0, 0), result;

	if (descriptor < 0)
		return -descriptor;
	name->sin_family = AF_INET;
	name->sin_port = htons(atoi(port));
	inet_pton(AF_INET, host, &name->sin_addr);
	result = call32(CONNECT32, descriptor, address32(name), sizeof(*name), 0, 0);
	if (result < 0)
		return -result;
	memcpy(low + 64, "compat", 6);
	result = call32(SENDTO32, descriptor, address32(low + 64), 6, 0, 0);
	return result < 0 ? -result : 0;
}

int main(int count, char **words)
{
	low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (low == MAP_FAILED || count < 2)
		return 255;
	if (!strcmp(words[1], "exec"))
		return execute(words[2]);
	if (!strcmp(words[1], "mmap"))
		return map();
	return reach(words[2], words[3]);
}
