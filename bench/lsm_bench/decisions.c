// SPDX-License-Identifier: MIT
/*
 * decisions OBJECT: nanoseconds per decision on this machine's own kernel. Moves itself into a cgroup of its own, fills
 * the maps as the daemon would for an agent, and runs each program of OBJECT (decisions.bpf.c), which is never attached.
 * Prints "NAME MEDIAN LEAST MOST", and fails where the sum of the decisions is not what they must be.
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <mntent.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common_maps.h"
#include "decisions.h"

#define RUNS 9
#define AGENT 7
#define GENERATION 1
#define PORT 443
/* As deep as an agent's workspace may be: one file system, eight directories. */
static const char *const directories[] = { "a", "b", "c", "d", "e", "f" };
#define DEPTH (sizeof(directories) / sizeof(directories[0]))

static struct bpf_object *object;
static struct decision_run *run;
static char parent[256], group[512], place[] = "/tmp/telos-decisions.XXXXXX";

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void set(const char *map, const void *key, const void *value)
{
	int descriptor = bpf_object__find_map_fd_by_name(object, map);

	if (bpf_map_update_elem(descriptor, key, value, BPF_ANY))
		fail(map);
}

/* The mount of cgroup2, wherever it is; its directories' inode numbers are the cgroups' ids. */
static __u64 enter_cgroup(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *mount;
	struct stat status;
	char procs[640];
	int file;

	while ((mount = getmntent(mounts)) && strcmp(mount->mnt_type, "cgroup2"))
		;
	if (!mount)
		fail("decisions: no cgroup2 is mounted");
	snprintf(parent, sizeof(parent), "%s/telos-decisions-%d", mount->mnt_dir, getpid());
	endmntent(mounts);
	snprintf(group, sizeof(group), "%s/agent", parent);
	snprintf(procs, sizeof(procs), "%s/cgroup.procs", group);
	if (mkdir(parent, 0755) || mkdir(group, 0755) || stat(parent, &status))
		fail(parent);
	file = open(procs, O_WRONLY);
	if (file < 0 || write(file, "0", 1) != 1)
		fail(procs);
	close(file);
	return status.st_ino;
}

static void leave_cgroup(void)
{
	char procs[640];
	int file;

	snprintf(procs, sizeof(procs), "%s/../cgroup.procs", parent);
	file = open(procs, O_WRONLY);
	if (file < 0 || write(file, "0", 1) != 1)
		fail(procs);
	close(file);
	if (rmdir(group) || rmdir(parent))
		fail(parent);
}

static void become_agent(__u64 agents_cgroup_id)
{
	struct telos_config config = { .agents_cgroup_id = agents_cgroup_id,
				       .slam_level = TELOS_TAINT_CRITICAL };
	struct telos_task_state task = { .agent_id = AGENT };
	struct telos_agent agent = { .expires_ns = ~0ULL, .generation = GENERATION };
	struct telos_agent_state state = {};
	struct telos_net_key key = {
		.agent_id = AGENT, .generation = GENERATION, .port = PORT, .protocol = IPPROTO_TCP
	};
	struct telos_net_grant grant = { .expires_ns = ~0ULL };
	__u32 zero = 0, id = AGENT;
	int self = syscall(SYS_pidfd_open, getpid(), 0);

	set("telos_config", &zero, &config);
	set("telos_tasks", &self, &task);
	set("telos_agents", &id, &agent);
	set("telos_agent_states", &id, &state);
	set("telos_net_grants", &key, &grant);
	close(self);
}

static void become_stranger(void)
{
	struct telos_config config = { .agents_cgroup_id = 0 };
	__u32 zero = 0;

	set("telos_config", &zero, &config);
}

static void go_deep(void)
{
	size_t i;

	if (!mkdtemp(place) || chdir(place))
		fail(place);
	for (i = 0; i < DEPTH; i++) {
		if (mkdir(directories[i], 0755) || chdir(directories[i]))
			fail(directories[i]);
	}
}

static void come_up(void)
{
	size_t i;

	for (i = DEPTH; i-- > 0;) {
		if (chdir("..") || rmdir(directories[i]))
			fail(directories[i]);
	}
	if (chdir("/") || rmdir(place))
		fail(place);
}

static int compare(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return (difference > 0) - (difference < 0);
}

/* answer: what each decision adds to the sum. */
static void measure(const char *name, const char *program, __u16 port, __u64 answer)
{
	int descriptor = bpf_program__fd(bpf_object__find_program_by_name(object, program));
	double ns[RUNS];
	int i;

	run->port = port;
	for (i = 0; i < RUNS; i++) {
		LIBBPF_OPTS(bpf_test_run_opts, options);

		if (bpf_prog_test_run_opts(descriptor, &options))
			fail(program);
		if (strcmp(program, "run_nothing") && run->sum != answer * ROUNDS) {
			fprintf(stderr, "decisions: %s: the sum is %llu, not %llu\n", name, run->sum,
				answer * ROUNDS);
			exit(1);
		}
		ns[i] = (double)run->took_ns / ROUNDS;
	}
	qsort(ns, RUNS, sizeof(ns[0]), compare);
	printf("%s %.1f %.1f %.1f\n", name, ns[RUNS / 2], ns[0], ns[RUNS - 1]);
}

int main(int count, char **words)
{
	__u64 agents;

	if (count != 2 || !(object = bpf_object__open(words[1])) || bpf_object__load(object))
		fail("decisions: OBJECT");
	run = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED,
		   bpf_object__find_map_fd_by_name(object, ".bss"), 0);
	if (run == MAP_FAILED)
		fail(".bss");
	agents = enter_cgroup();
	become_stranger();
	measure("loop_alone", "run_nothing", 0, 0);
	measure("caller_is_no_agent", "run_caller", 0, 0);
	become_agent(agents);
	measure("caller_is_agent", "run_caller", 0, 1);
	measure("destination_granted", "run_destination", PORT, TELOS_REASON_NONE);
	measure("destination_refused", "run_destination", PORT + 1, TELOS_REASON_NET_NOT_GRANTED);
	if (chdir("/"))
		fail("/");
	measure("read_at_root", "run_read", 0, TELOS_REASON_NONE);
	go_deep();
	measure("read_8_deep", "run_read", 0, TELOS_REASON_NONE);
	measure("write_8_deep_refused", "run_write", 0, TELOS_REASON_FILE_NOT_WRITABLE);
	come_up();
	leave_cgroup();
	return 0;
}
