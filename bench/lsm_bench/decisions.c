// SPDX-License-Identifier: MIT
/*
 * decisions OBJECT FILE-OBJECT EXEC-OBJECT: nanoseconds per decision on this machine's own kernel. Moves itself into a
 * cgroup of its own, fills the maps as the daemon would for an agent, and runs the programs of each object
 * (decisions.bpf.c, decisions_file.bpf.c, decisions_exec.bpf.c), which are never attached. Prints "NAME MEDIAN LEAST
 * MOST", and fails where the sum of the decisions is not what they must be.
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
#define PROGRAM "/usr/bin/env"
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
	struct telos_agent agent = { .expires_ns = ~0ULL, .generation = GENERATION, .agent_id = AGENT };
	struct telos_agent_state state = { .agent_id = AGENT };
	struct telos_net_key key = {
		.agent_id = AGENT, .generation = GENERATION, .port = PORT, .protocol = IPPROTO_TCP
	};
	struct telos_net_grant grant = { .expires_ns = ~0ULL };
	struct telos_pulse pulse = { .stale_at_ns = ~0ULL };
	__u32 zero = 0, id = AGENT;
	int self = syscall(SYS_pidfd_open, getpid(), 0);

	set("telos_config", &zero, &config);
	set("telos_pulse", &zero, &pulse);
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

/* Each object has maps of its own. A gate's own programs stay out: only raw tracepoints are loaded. */
static void load(const char *path)
{
	struct bpf_program *program;

	object = bpf_object__open(path);
	if (!object)
		fail(path);
	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, !strcmp(bpf_program__section_name(program), "raw_tp"));
	if (bpf_object__load(object))
		fail(path);
	run = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED,
		   bpf_object__find_map_fd_by_name(object, ".bss"), 0);
	if (run == MAP_FAILED)
		fail(".bss");
}

static void unload(void)
{
	munmap(run, getpagesize());
	bpf_object__close(object);
}

static int judge(const char *path, int flags)
{
	int file = open(path, flags, 0600);
	LIBBPF_OPTS(bpf_test_run_opts, options);

	if (file < 0)
		fail(path);
	run->descriptor = file;
	if (bpf_prog_test_run_opts(bpf_program__fd(bpf_object__find_program_by_name(object, "tell_file")),
				   &options))
		fail("tell_file");
	return file;
}

static void measure_parts(const char *path, __u64 agents)
{
	load(path);
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
	unload();
}

static void measure_open(const char *path, __u64 agents)
{
	int file;

	load(path);
	become_agent(agents);
	close(judge("file", O_CREAT | O_WRONLY));
	file = judge("file", O_RDONLY);
	measure("file_open_9_deep", "run_open", 0, 0);
	close(file);
	if (unlink("file"))
		fail("file");
	unload();
}

static void measure_exec(const char *path, __u64 agents)
{
	struct telos_exec_grant grant = { .expires_ns = ~0ULL };
	struct telos_file_key key = { .agent_id = AGENT, .generation = GENERATION };
	int file;

	load(path);
	become_agent(agents);
	file = judge(PROGRAM, O_RDONLY);
	measure("exec_refused", "run_exec", 0, TELOS_REASON_EXEC_NOT_GRANTED);
	key.file = run->id;
	grant.ctime_ns = run->ctime_ns;
	set("telos_exec_grants", &key, &grant);
	measure("exec_granted", "run_exec", 0, TELOS_REASON_NONE);
	close(file);
	unload();
}

int main(int count, char **words)
{
	__u64 agents;

	if (count != 4) {
		fprintf(stderr, "decisions: OBJECT FILE-OBJECT EXEC-OBJECT\n");
		return 2;
	}
	agents = enter_cgroup();
	measure_parts(words[1], agents);
	measure_open(words[2], agents);
	measure_exec(words[3], agents);
	come_up();
	leave_cgroup();
	return 0;
}
