/* SPDX-License-Identifier: MIT */
/*
 * load OBJECT PROGRAMS MAPS: loads a BPF object, attaches each of its programs, pins the links below PROGRAMS and the maps
 * below MAPS, and ends: what it attached stays. The bpftool of Debian 12 cannot attach LSM programs.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *what, const char *name)
{
	fprintf(stderr, "load: %s %s: %s\n", what, name, strerror(errno));
	return 1;
}

int main(int count, char **words)
{
	struct bpf_object *object;
	struct bpf_program *program;
	char path[PATH_MAX];

	if (count != 4) {
		fprintf(stderr, "usage: load OBJECT PROGRAMS MAPS\n");
		return 2;
	}
	object = bpf_object__open_file(words[1], NULL);
	if (!object || bpf_object__load(object))
		return fail("cannot load", words[1]);
	bpf_object__for_each_program(program, object)
	{
		const char *name = bpf_program__name(program);
		struct bpf_link *link = bpf_program__attach(program);

		snprintf(path, sizeof(path), "%s/%s", words[2], name);
		if (!link || bpf_link__pin(link, path))
			return fail("cannot attach and pin", name);
	}
	if (bpf_object__pin_maps(object, words[3]))
		return fail("cannot pin the maps below", words[3]);
	return 0;
}
