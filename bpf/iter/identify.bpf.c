// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Identify: which files are these, in the numbers that the gates will see?
 *
 * stat(2) reports other device numbers than the kernel's on overlayfs and btrfs. So the daemon opens the
 * files that it wants to grant or label and reads this iterator over its own descriptors: the identity
 * comes from the very fields that the gates read.
 * Fails closed: a descriptor that is missing here gets no grant.
 */
#include "gate.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

#pragma clang attribute pop

SEC("iter/task_file")
int telos_identify(struct bpf_iter__task_file *ctx)
{
	struct telos_open_file line = {};
	struct file *file = ctx->file;
	struct inode *content;

	if (!file || !ctx->task)
		return 0;

	content = inode_of_content(file->f_inode);
	identify_inode(file->f_inode, &line.file);
	line.ctime_ns = change_time_ns(file->f_inode);
	line.descriptor = ctx->fd;
	line.links = file->f_inode->i_nlink;
	line.mapped_writable = BPF_CORE_READ(content, i_mapping, i_mmap_writable.counter) > 0;
	bpf_seq_write(ctx->meta->seq, &line, sizeof(line));
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
