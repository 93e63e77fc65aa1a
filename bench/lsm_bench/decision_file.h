/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * For decisions about a file: a gate's source is included whole, its LSM programs are in the object and never loaded.
 * What a raw tracepoint program may not call is left out, and nothing that is measured calls it: bpf_d_path() is for
 * a refusal's event, and without inode storage nothing is remembered, so that each decision walks.
 */
#ifndef TELOS_BENCH_DECISION_FILE_H
#define TELOS_BENCH_DECISION_FILE_H

#include "cast.h"
#include "decision_loop.h"

#define bpf_d_path(path, text, bytes) ((void)(path), 0)
#define bpf_inode_storage_get(map, inode, value, flags) NULL

/*
 * tty_driver.type is an enum since 6.18, to which the gates' short does not relocate. A type that no file has keeps the
 * code that asks for it out of reach; no terminal is measured.
 */
#undef S_IFCHR
#define S_IFCHR 1

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct fdtable {
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct task_struct___with_files {
	struct files_struct *files;
};

#pragma clang attribute pop

static __always_inline struct file *judged_file(void)
{
	return CAST((struct file *)decision.file);
}

/* What the descriptor refers to, as the gates number it. */
SEC("raw_tp") int tell_file(void *context)
{
	struct task_struct___with_files *task = (void *)bpf_get_current_task_btf();
	struct file **files = BPF_CORE_READ(task, files, fdt, fd), *file = NULL;

	bpf_probe_read_kernel(&file, sizeof(file), files + decision.descriptor);
	decision.file = (__u64)file;
	identify_inode(judged_file()->f_inode, &decision.id);
	decision.ctime_ns = change_time_ns(judged_file()->f_inode);
	return 0;
}

#endif /* TELOS_BENCH_DECISION_FILE_H */
