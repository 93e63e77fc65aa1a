// SPDX-License-Identifier: MIT
/*
 * measure OURS THEIRS: nanoseconds a packet, by BPF_PROG_TEST_RUN, of Hyperion's program and of xdp-filter's, with the
 * same packets and the same addresses listed, in turns; and of a program that does nothing, which is test_run's own cost.
 * Nothing is attached. Prints "ROW SIDE MEDIAN LEAST MOST"; fails when a packet has another verdict than it must have.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common_maps.h"

#define ROUNDS 9
#define SOURCES 16
#define REPEAT 50000
#define FRAME_BYTES 60
#define CPUS_MAX 1024
/* MAP_FLAG_SRC of xdp-filter's common_kern_user.h: the address is a source. */
#define FILTER_SOURCE 1
/* Of each list there are up to so many; BPF_PROG_TEST_RUN sees them as they are, whatever Telos' own cap is. */
static const int sizes[] = { 0, 1000, 1000000 };

enum side { FLOOR, TELOS, FILTER, SIDES };
static const char *const side_names[] = { "floor", "telos", "xdp-filter" };

struct program {
	struct bpf_object *object;
	int fd;
};

enum cell { PASS4, PASS6, DROP4, DROP6, EXPIRED4, GUARDED4, CELLS };
static const char *const cell_names[] = { "pass4", "pass6", "drop4", "drop6", "expired4", "guarded4" };

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void set(struct bpf_object *object, const char *map, const void *key, const void *value)
{
	if (bpf_map_update_elem(bpf_object__find_map_fd_by_name(object, map), key, value, BPF_ANY))
		fail(map);
}

/* The n-th listed address; what is not listed has another first octet. */
static __u32 address4(int n)
{
	return htonl(0x0b000000 + n * 3);
}

static void address6(int n, __u32 *words)
{
	words[0] = htonl(0x20010a00);
	words[1] = htonl(n);
	words[2] = 0;
	words[3] = htonl(n * 7 + 1);
}

static bool is_of_telos(const char *name)
{
	static const char *const used[] = { "telos_config",	  "telos_blocks4",   "telos_blocks6",
					    "telos_block_guards", "telos_xdp_stats", "telos_events" };

	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
		if (!strcmp(name, used[i]))
			return true;
	}
	return false;
}

static struct program load(const char *path, int entries, enum side side)
{
	struct program program = { .object = bpf_object__open(path) };
	struct bpf_program *first;
	struct bpf_map *map;

	if (!program.object)
		fail(path);
	bpf_object__for_each_map(map, program.object)
	{
		const char *name = bpf_map__name(map);

		bpf_map__set_pin_path(map, NULL);
		if (side == TELOS && !is_of_telos(name))
			bpf_map__set_autocreate(map, false);
		if (!strncmp(name, "telos_blocks", 12) || !strncmp(name, "filter_ipv", 10))
			bpf_map__set_max_entries(map, entries + 2 * SOURCES);
	}
	first = bpf_object__next_program(program.object, NULL);
	bpf_program__set_type(first, BPF_PROG_TYPE_XDP);
	if (bpf_object__load(program.object))
		fail(path);
	program.fd = bpf_program__fd(first);
	return program;
}

static struct program load_floor(void)
{
	struct bpf_insn instructions[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct program program = { .fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "floor", "GPL", instructions, 2,
						       NULL) };

	if (program.fd < 0)
		fail("floor");
	return program;
}

static void list_telos(struct bpf_object *object, int n, __u64 expires_ns)
{
	struct telos_block block = { .expires_ns = expires_ns };
	__u32 four = address4(n), six[4];

	address6(n, six);
	set(object, "telos_blocks4", &four, &block);
	set(object, "telos_blocks6", six, &block);
}

static void list_filter(struct bpf_object *object, int n)
{
	static __u64 values[CPUS_MAX];
	__u32 four = address4(n), six[4];

	for (int cpu = 0; cpu < CPUS_MAX; cpu++)
		values[cpu] = FILTER_SOURCE;
	address6(n, six);
	set(object, "filter_ipv4", &four, values);
	set(object, "filter_ipv6", six, values);
}

static void guard(struct bpf_object *object, int n)
{
	struct telos_block_guard guard = { .expires_ns = ~0ULL, .flags = TELOS_GUARD_FIRM };
	__u8 key[TELOS_ADDRESS_BYTES] = { [10] = 0xff, [11] = 0xff };
	__u32 four = address4(n);

	memcpy(key + 12, &four, sizeof(four));
	set(object, "telos_block_guards", key, &guard);
}

/* Of each cell the listed addresses that it sends from begin at a place of their own. */
static int first_source(enum cell cell)
{
	return cell == EXPIRED4 ? SOURCES : cell == GUARDED4 ? 2 * SOURCES : 0;
}

static void fill(struct program *programs, int entries)
{
	struct telos_config config = { .flags = entries ? TELOS_CONFIG_BLOCKS4 | TELOS_CONFIG_BLOCKS6 : 0 };
	__u32 zero = 0;

	set(programs[TELOS].object, "telos_config", &zero, &config);
	for (int n = 0; n < entries; n++) {
		bool expired = n >= first_source(EXPIRED4) && n < first_source(EXPIRED4) + SOURCES;

		list_telos(programs[TELOS].object, n, expired ? 1 : ~0ULL);
		list_filter(programs[FILTER].object, n);
	}
	for (int n = 0; n < SOURCES; n++)
		guard(programs[TELOS].object, first_source(GUARDED4) + n);
}

static void make_frame(__u8 *frame, enum cell cell, int source)
{
	bool six = cell == PASS6 || cell == DROP6, listed = cell != PASS4 && cell != PASS6;
	int n = first_source(cell) + source;
	__u32 four = address4(n), words[4];

	memset(frame, 0, FRAME_BYTES);
	frame[12] = six ? 0x86 : 0x08;
	frame[13] = six ? 0xdd : 0x00;
	if (six) {
		address6(n, words);
		frame[14] = 0x60;
		frame[20] = IPPROTO_UDP;
		memcpy(frame + 22, words, sizeof(words));
		if (!listed)
			frame[22] = 0x24;
		frame[38] = 0x24;
	} else {
		frame[14] = 0x45;
		frame[23] = IPPROTO_UDP;
		memcpy(frame + 26, &four, sizeof(four));
		if (!listed)
			frame[26] = 0xc6;
		frame[30] = 0xc7;
	}
}

/* Nanoseconds a packet, over all sources. */
static double run(int fd, enum cell cell, __u32 verdict)
{
	__u8 frame[FRAME_BYTES];
	__u64 total = 0;

	for (int source = 0; source < SOURCES; source++) {
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame, .data_size_in = sizeof(frame),
			    .repeat = REPEAT);

		make_frame(frame, cell, source);
		if (bpf_prog_test_run_opts(fd, &options))
			fail("BPF_PROG_TEST_RUN");
		if (options.retval != verdict) {
			fprintf(stderr, "void: %s has verdict %u, not %u\n", cell_names[cell], options.retval,
				verdict);
			exit(1);
		}
		total += options.duration;
	}
	return (double)total / SOURCES;
}

static int compare(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return (difference > 0) - (difference < 0);
}

static void measure(struct program *programs, int entries, enum cell cell)
{
	bool drops = cell == DROP4 || cell == DROP6, shared = drops || cell == PASS4 || cell == PASS6;
	double rounds[SIDES][ROUNDS];

	for (int round = 0; round < ROUNDS; round++) {
		for (enum side side = FLOOR; side < (shared ? SIDES : FILTER); side++)
			rounds[side][round] =
				run(programs[side].fd, cell, drops && side != FLOOR ? XDP_DROP : XDP_PASS);
	}
	for (enum side side = FLOOR; side < (shared ? SIDES : FILTER); side++) {
		qsort(rounds[side], ROUNDS, sizeof(double), compare);
		printf("%s_%d %s %.1f %.1f %.1f\n", cell_names[cell], entries, side_names[side],
		       rounds[side][ROUNDS / 2], rounds[side][0], rounds[side][ROUNDS - 1]);
	}
}

int main(int count, char **arguments)
{
	if (count != 3)
		return 2;
	libbpf_set_print(NULL);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct program programs[SIDES] = {
			[FLOOR] = load_floor(),
			[TELOS] = load(arguments[1], sizes[i], TELOS),
			[FILTER] = load(arguments[2], sizes[i], FILTER),
		};

		fill(programs, sizes[i]);
		for (enum cell cell = PASS4; cell < CELLS; cell++) {
			if (sizes[i] || cell == PASS4 || cell == PASS6)
				measure(programs, sizes[i], cell);
		}
		bpf_object__close(programs[TELOS].object);
		bpf_object__close(programs[FILTER].object);
	}
	return 0;
}
