// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Identify: which files are these, in the numbers that the gates will see?
 *
 * stat(2) reports other device numbers than the kernel's on overlayfs and btrfs. So the daemon opens the
 * files that it wants to grant or label and reads this iterator over its own descriptors: the identity
 * comes from the very fields that the gates read. It opens them as references (O_PATH), and has few others.
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

/* include/linux/fs.h: opened with O_PATH. */
#define FMODE_PATH 0x4000

SEC("iter/task_file")
int telos_identify(struct bpf_iter__task_file *ctx)
{
	struct telos_open_file line = {};
	struct file *file = ctx->file;
	struct inode *content;

	/*
	 * The daemon's connections have numbers from there on, and would be many. 1 ends the walk with EAGAIN
	 * (bpf_iter_run_prog, kernel/bpf/bpf_iter.c), which goes by rising numbers.
	 */
	if (ctx->fd >= TELOS_IDENTIFIED_DESCRIPTORS_MAX)
		return 1;
	if (!file || !ctx->task || !(file->f_mode & FMODE_PATH))
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
