/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Loads instead of a helper's call for each field, where the kernel has that. What cannot be read is zero. */
#ifndef TELOS_CAST_H
#define TELOS_CAST_H

#include "kernel.h"

/* Since a35b9af4ec2c ("bpf: Add a kfunc for generic type cast", 6.2). */
void *bpf_rdonly_cast(const void *object, __u32 type) __ksym __weak;

#define CAST(object) ((typeof(object))bpf_rdonly_cast(object, bpf_core_type_id_kernel(typeof(*(object)))))

#define READ(object, field) (bpf_rdonly_cast ? CAST(object)->field : BPF_CORE_READ(object, field))

#endif /* TELOS_CAST_H */
