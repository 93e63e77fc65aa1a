/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Tells the daemon that a name changed in one of the directories that lead to labelled paths. */
#ifndef TELOS_DIRECTORY_H
#define TELOS_DIRECTORY_H

#include "gate.h"

/* The record's content is for nobody: that there is one wakes the daemon, which resolves all paths again. */
static __always_inline int tell_change(struct inode *directory)
{
	struct telos_file_id id;

	identify_inode(directory, &id);
	if (bpf_map_lookup_elem(&telos_directories, &id))
		bpf_ringbuf_output(&telos_changes, &id, sizeof(id), 0);
	return 0;
}

#endif /* TELOS_DIRECTORY_H */
