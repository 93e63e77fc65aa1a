// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Kernel gate: can this agent get at the kernel itself, or at a place where the other gates do not see it?
 *
 * Hooks: inode_init_security_anon refuses io_uring (other tasks do its work) and userfaultfd; userns_create and
 * path_chroot keep the agent in its namespaces, setns(2) having nothing to enter (file gate). perf_event_open,
 * kernel_module_request, kernel_read_file, kernel_load_data and locked_down refuse modules, kexec, kernel memory and
 * what else a locked-down kernel would refuse; capable refuses the rights behind system calls that have no hook:
 * reboot(2), adjtimex(2), iopl(2), unshare(2), mount_setattr(2), acct(2), device nodes, addresses by ioctl(2).
 * file_ioctl keeps an agent from typing into a terminal and notes which pseudo-terminals are whose. System V IPC and
 * keyrings reach beyond the agent and are refused whole.
 * Maps read: telos_config, telos_pulse, telos_tasks, telos_agents. Written: telos_agent_states, telos_terminals, telos_stats,
 * telos_events.
 * Fails closed: every hook refuses whoever is in the agents' cgroup, known or not.
 */
#include "gate.h"

/* include/uapi/asm-generic/ioctls.h */
#define TIOCSTI 0x5412
#define TIOCLINUX 0x541c
#define TIOCSPTLCK 0x40045431

/* include/uapi/linux/capability.h */
#define CAP_LINUX_IMMUTABLE 9
#define CAP_NET_ADMIN 12
#define CAP_SYS_MODULE 16
#define CAP_SYS_RAWIO 17
#define CAP_SYS_PACCT 20
#define CAP_SYS_ADMIN 21
#define CAP_SYS_BOOT 22
#define CAP_SYS_TIME 25
#define CAP_MKNOD 27
#define CAP_MAC_OVERRIDE 32
#define CAP_MAC_ADMIN 33
#define CAP_CHECKPOINT_RESTORE 40
#define CAP_OPT_NOAUDIT 2

/*
 * CAP_BPF and CAP_PERFMON are not among them: the kernel asks for them before the hooks of bpf(2) and
 * perf_event_open(2), which refuse and say so.
 */
#define REFUSED_CAPABILITIES \
	(1ULL << CAP_LINUX_IMMUTABLE | 1ULL << CAP_NET_ADMIN | 1ULL << CAP_SYS_MODULE | \
	 1ULL << CAP_SYS_RAWIO | 1ULL << CAP_SYS_PACCT | 1ULL << CAP_SYS_ADMIN | 1ULL << CAP_SYS_BOOT | \
	 1ULL << CAP_SYS_TIME | 1ULL << CAP_MKNOD | 1ULL << CAP_MAC_OVERRIDE | 1ULL << CAP_MAC_ADMIN | \
	 1ULL << CAP_CHECKPOINT_RESTORE)

/* The type and the number of a command (include/uapi/linux/btrfs.h, fs.h, f2fs.h; fs/ext4/ext4.h; fs/xfs/libxfs/xfs_fs.h). */
#define BTRFS_IOCTL 0x9400
#define BTRFS_CLONE 9
#define BTRFS_CLONE_RANGE 13
#define BTRFS_DEDUPE 54
#define EXT4_IOCTL ('f' << 8)
#define EXT4_SETVERSION 4
#define EXT4_MOVE_EXTENT 15
#define EXT4_SWAP_BOOT 17
#define FS_IOCTL ('v' << 8)
#define FS_SETVERSION 2
#define XFS_IOCTL ('X' << 8)
#define XFS_SWAP_EXTENT 109
#define XFS_EXCHANGE_RANGE 129
#define F2FS_IOCTL 0xf500
#define F2FS_MOVE_RANGE 9

/* include/uapi/linux/magic.h */
#define MQUEUE_MAGIC 0x19800202

#define DEVICE_PTMX (5 << 20 | 2)

struct user_namespace;
struct kern_ipc_perm;
struct key;

SEC("lsm/inode_init_security_anon")
int BPF_PROG(telos_inode_init_security_anon, struct inode *inode, const struct qstr *name,
	     const struct inode *context, int ret)
{
	const union short_name ring = { "[io_uring]" }, faults = { "[userfaultfd]" };
	const unsigned char *text;
	struct caller caller;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;
	text = BPF_CORE_READ(name, name);
	if (!is_name(text, ring) && !is_name(text, faults))
		return 0;
	return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_IO_URING, 0, 0);
}

SEC("lsm/userns_create")
int BPF_PROG(telos_userns_create, const struct cred *cred, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_NAMESPACE, 0, 0);
}

SEC("lsm/path_chroot")
int BPF_PROG(telos_path_chroot, const struct path *path, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_NAMESPACE, 0, 0);
}

/* Its arguments became fewer in stable releases (perf: Remove unnecessary parameter of security check): none is read. */
SEC("lsm/perf_event_open")
int telos_perf_event_open(void *ctx)
{
	return refuse_agent(TELOS_REASON_KERNEL_INTERFACE, 0, 0);
}

SEC("lsm/kernel_module_request")
int BPF_PROG(telos_kernel_module_request, char *name, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_KERNEL_INTERFACE, 0, 0);
}

SEC("lsm/kernel_read_file")
int BPF_PROG(telos_kernel_read_file, struct file *file, int id, bool contents, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_KERNEL_INTERFACE, 0, id);
}

SEC("lsm/kernel_load_data")
int BPF_PROG(telos_kernel_load_data, int id, bool contents, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_KERNEL_INTERFACE, 0, id);
}

SEC("lsm/locked_down")
int BPF_PROG(telos_locked_down, int what, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_KERNEL_INTERFACE, 0, what);
}

static __always_inline enum telos_reason capability_reason(int capability)
{
	if (capability == CAP_SYS_TIME)
		return TELOS_REASON_CLOCK_SET;
	/* Mounts and namespaces above all; no other hook sees unshare(2), mount_setattr(2) and setns(2). */
	return capability == CAP_SYS_ADMIN ? TELOS_REASON_PROTECTED_FILESYSTEM
					   : TELOS_REASON_KERNEL_INTERFACE;
}

/* What the kernel asks on its own behalf (overlayfs on its layers) or only to know does not count as an attempt. */
SEC("lsm/capable")
int BPF_PROG(telos_capable, const struct cred *cred, struct user_namespace *namespace, int capability,
	     unsigned int options, int ret)
{
	struct caller caller;

	if (ret)
		return ret;
	if (capability < 0 || capability > 63 || !(REFUSED_CAPABILITIES >> capability & 1))
		return 0;
	if (!identify_caller(&caller) || acts_for_filesystem())
		return 0;
	if (options & CAP_OPT_NOAUDIT)
		return refusal(refusal_verdict(&caller, TELOS_GATE_TAMPER, capability_reason(capability)));
	return refuse_tampering(&caller, TELOS_GATE_TAMPER, capability_reason(capability), 0, capability);
}

/* The number of a pseudo-terminal is nobody's again as soon as somebody else unlocks it. */
static __always_inline void note_terminal(struct file *file, __u32 agent_id)
{
	struct tty_file_private *owner = file->private_data;
	__u32 index = BPF_CORE_READ(owner, tty, index);

	if (file->f_inode->i_rdev != DEVICE_PTMX)
		return;
	if (agent_id)
		bpf_map_update_elem(&telos_terminals, &index, &agent_id, BPF_ANY);
	else
		bpf_map_delete_elem(&telos_terminals, &index);
}

/*
 * What makes names or moves content from file to file without a hook: subvolumes and snapshots of btrfs (of its commands
 * clone, clone of a range and dedupe are everybody's and ask the file's hooks), exchanges of blocks, and a change of the
 * generation, which the gates know a file by.
 */
static __always_inline bool moves_content(unsigned int command)
{
	__u32 number = command & 0xff;

	switch (command & 0xff00) {
	case BTRFS_IOCTL:
		return number != BTRFS_CLONE && number != BTRFS_CLONE_RANGE && number != BTRFS_DEDUPE;
	case EXT4_IOCTL:
		return number == EXT4_SETVERSION || number == EXT4_MOVE_EXTENT || number == EXT4_SWAP_BOOT;
	case FS_IOCTL:
		return number == FS_SETVERSION;
	case XFS_IOCTL:
		return number == XFS_SWAP_EXTENT || number == XFS_EXCHANGE_RANGE;
	case F2FS_IOCTL:
		return number == F2FS_MOVE_RANGE;
	}
	return false;
}

static __always_inline int judge_ioctl(struct file *file, unsigned int command)
{
	struct caller caller;

	if (moves_content(command))
		return refuse_agent(TELOS_REASON_KERNEL_INTERFACE, 0, command);
	if (command != TIOCSTI && command != TIOCLINUX && command != TIOCSPTLCK)
		return 0;
	if (!identify_caller(&caller)) {
		if (command == TIOCSPTLCK)
			note_terminal(file, 0);
		return 0;
	}
	if (command != TIOCSPTLCK)
		return refuse_tampering(&caller, TELOS_GATE_TAMPER, TELOS_REASON_TERMINAL, 0, command);
	note_terminal(file, caller.agent_id);
	return 0;
}

SEC("lsm/file_ioctl")
int BPF_PROG(telos_file_ioctl, struct file *file, unsigned int command, unsigned long argument, int ret)
{
	return ret ? ret : judge_ioctl(file, command);
}

/* Since f1bb47a31dff ("lsm: new security_file_ioctl_compat() hook", 6.8); before, file_ioctl sees both. */
SEC("lsm/file_ioctl_compat")
int BPF_PROG(telos_file_ioctl_compat, struct file *file, unsigned int command, unsigned long argument,
	     int ret)
{
	return ret ? ret : judge_ioctl(file, command);
}

SEC("lsm/shm_alloc_security")
int BPF_PROG(telos_shm_alloc_security, struct kern_ipc_perm *object, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_SHARED_IPC, 0, 0);
}

SEC("lsm/msg_queue_alloc_security")
int BPF_PROG(telos_msg_queue_alloc_security, struct kern_ipc_perm *object, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_SHARED_IPC, 0, 0);
}

SEC("lsm/sem_alloc_security")
int BPF_PROG(telos_sem_alloc_security, struct kern_ipc_perm *object, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_SHARED_IPC, 0, 0);
}

SEC("lsm/ipc_permission")
int BPF_PROG(telos_ipc_permission, struct kern_ipc_perm *object, short access, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_SHARED_IPC, 0, access);
}

/* Removing and describing ask no permission, so that ipc_permission does not see them (ipc/util.c). */
SEC("lsm/shm_shmctl")
int BPF_PROG(telos_shm_shmctl, struct kern_ipc_perm *object, int command, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_SHARED_IPC, 0, command);
}

SEC("lsm/msg_queue_msgctl")
int BPF_PROG(telos_msg_queue_msgctl, struct kern_ipc_perm *object, int command, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_SHARED_IPC, 0, command);
}

SEC("lsm/sem_semctl")
int BPF_PROG(telos_sem_semctl, struct kern_ipc_perm *object, int command, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_SHARED_IPC, 0, command);
}

/* The names of POSIX queues are made without a path (ipc/mqueue.c); those of files are the change gate's. */
SEC("lsm/inode_create")
int BPF_PROG(telos_inode_create, struct inode *directory, struct dentry *dentry, unsigned short mode, int ret)
{
	if (ret)
		return ret;
	if (directory->i_sb->s_magic != MQUEUE_MAGIC)
		return 0;
	return refuse_agent(TELOS_REASON_SHARED_IPC, 0, 0);
}

SEC("lsm/key_alloc")
int BPF_PROG(telos_key_alloc, struct key *key, const struct cred *cred, unsigned long flags, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_SHARED_IPC, 0, 0);
}

SEC("lsm/key_permission")
int BPF_PROG(telos_key_permission, void *key, const struct cred *cred, int wanted, int ret)
{
	return ret ? ret : refuse_agent(TELOS_REASON_SHARED_IPC, 0, wanted);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
