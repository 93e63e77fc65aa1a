/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The kernel's numbers that several gates compare with: macros, of which BTF knows nothing. Each cites its header. */
#ifndef TELOS_NUMBERS_H
#define TELOS_NUMBERS_H

/* include/linux/socket.h, not in the exported headers. */
#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16
#define NETLINK_ROUTE 0

/* include/linux/net.h */
#define SOCK_STREAM 1
#define SOCK_DGRAM 2

/* include/net/net_namespace.h: of each namespace's own loopback */
#define LOOPBACK_IFINDEX 1

/* include/linux/fs.h, include/uapi/linux/stat.h */
#define FMODE_READ 0x1
#define FMODE_WRITE 0x2
#define FMODE_CREATED 0x100000
#define MAY_WRITE 0x2
#define MAY_READ 0x4
#define S_IFMT 00170000
#define S_IFSOCK 0140000
#define S_IFLNK 0120000
#define S_IFREG 0100000
#define S_IFDIR 0040000
#define S_IFBLK 0060000
#define S_IFCHR 0020000
#define S_ISUID 0004000
#define S_ISGID 0002000
#define S_IFIFO 0010000

/* include/linux/tty_driver.h */
#define TTY_DRIVER_TYPE_PTY 4

/* include/linux/mount.h */
#define MNT_INTERNAL 0x4000

/* include/uapi/asm-generic/mman-common.h, include/linux/mm.h */
#define PROT_WRITE 0x2
#define PROT_EXEC 0x4
#define MAP_SHARED 0x01
#define MAP_ANONYMOUS 0x20

/* include/uapi/linux/sched.h */
#define CLONE_INTO_CGROUP 0x200000000ULL

/* include/uapi/linux/ptrace.h, include/linux/ptrace.h */
#define PTRACE_MODE_ATTACH 0x02
#define PTRACE_MODE_NOAUDIT 0x04

/* include/uapi/linux/magic.h */
#define CGROUP_SUPER_MAGIC 0x27e0eb
#define CGROUP2_SUPER_MAGIC 0x63677270
#define BPF_FS_MAGIC 0xcafe4a11
#define OVERLAYFS_SUPER_MAGIC 0x794c7630
#define PIPEFS_MAGIC 0x50495045
#define SOCKFS_MAGIC 0x534f434b
#define DEVPTS_SUPER_MAGIC 0x1cd1
#define PROC_SUPER_MAGIC 0x9fa0
#define TMPFS_MAGIC 0x01021994
#define NSFS_MAGIC 0x6e736673
#define PID_FS_MAGIC 0x50494446

/* arch/x86/include/asm/thread_info.h, arch/x86/include/uapi/asm/unistd.h */
#define TS_COMPAT 0x2
#define X32_SYSCALL_BIT 0x40000000

#endif /* TELOS_NUMBERS_H */
