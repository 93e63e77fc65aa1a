// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Somebody else's programs on hooks that Telos uses too, as a service manager and a monitor load them. restrict_*: the
 * processes of one cgroup may not open files of one file system type (systemd's RestrictFileSystems=), not connect to one
 * port and not execute one file. count_*: each call is counted and none refused.
 * Hooks: file_open, socket_connect, bprm_check_security. Maps: restriction (read), calls (written).
 * Failure direction: without a readable restriction nobody is refused anything.
 */
#include "kernel.h"

struct restriction {
	__u64 cgroup_id;
	__u64 magic;
	__u64 program_inode;
	__u64 port;
};

enum hook {
	HOOK_OPEN,
	HOOK_CONNECT,
	HOOK_EXECUTE,
	HOOKS_COUNT,
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct restriction);
} restriction SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HOOKS_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} calls SEC(".maps");

static __always_inline const struct restriction *restricted(void)
{
	__u32 first = 0;
	const struct restriction *value = bpf_map_lookup_elem(&restriction, &first);

	return value && bpf_get_current_cgroup_id() == value->cgroup_id ? value : NULL;
}

static __always_inline void count(__u32 hook)
{
	__u64 *number = bpf_map_lookup_elem(&calls, &hook);

	if (number)
		__sync_fetch_and_add(number, 1);
}

SEC("lsm/file_open")
int BPF_PROG(restrict_open, struct file *file, int ret)
{
	const struct restriction *value = restricted();

	if (ret)
		return ret;
	if (value && file->f_inode->i_sb->s_magic == value->magic)
		return -EACCES;
	return 0;
}

SEC("lsm/socket_connect")
int BPF_PROG(restrict_connect, struct socket *sock, struct sockaddr *address, int length, int ret)
{
	const struct restriction *value = restricted();
	__be16 port = 0;

	if (ret)
		return ret;
	/* include/uapi/linux/in.h and in6.h: the port follows the family in both. */
	bpf_probe_read_kernel(&port, sizeof(port), (const char *)address + sizeof(__u16));
	if (value && bpf_ntohs(port) == value->port)
		return -EACCES;
	return 0;
}

SEC("lsm/bprm_check_security")
int BPF_PROG(restrict_execute, struct linux_binprm *bprm, int ret)
{
	const struct restriction *value = restricted();

	if (ret)
		return ret;
	if (value && bprm->file->f_inode->i_ino == value->program_inode)
		return -EACCES;
	return 0;
}

SEC("lsm/file_open")
int BPF_PROG(count_open, struct file *file, int ret)
{
	count(HOOK_OPEN);
	return 0;
}

SEC("lsm/socket_connect")
int BPF_PROG(count_connect, struct socket *sock, struct sockaddr *address, int length, int ret)
{
	count(HOOK_CONNECT);
	return 0;
}

SEC("lsm/bprm_check_security")
int BPF_PROG(count_execute, struct linux_binprm *bprm, int ret)
{
	count(HOOK_EXECUTE);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
