/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The kernel fields that the gates read, and no others. Offsets are relocated at load time (CO-RE), so
 * one object serves every kernel from the floor, 6.1, onwards; where a field changed its name, the old
 * spelling is a flavour of the struct and cites the commit.
 */
#ifndef TELOS_KERNEL_H
#define TELOS_KERNEL_H

#include <linux/bpf.h>
#include <linux/errno.h>
#include <linux/in.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>

#include "numbers.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernfs_node {
	__u64 id;
	struct kernfs_node *parent;
};

/* Since 633488947ef6 ("kernfs: Use RCU to access kernfs_node::parent.", 6.15). */
struct kernfs_node___since_6_15 {
	struct kernfs_node *__parent;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

struct ns_common {
	unsigned int inum;
};

struct mount;

/* fs/mount.h */
struct mnt_namespace {
	struct ns_common ns;
	struct mount *root;
	__u64 event;
};

struct uts_namespace {
	struct ns_common ns;
};

struct ipc_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
};

struct pid_namespace {
	struct ns_common ns;
};

struct cgroup_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
	struct cgroup_namespace *cgroup_ns;
};

struct tty_driver {
	short type;
};

struct tty_struct {
	struct tty_driver *driver;
	int index;
};

struct signal_struct {
	struct tty_struct *tty;
};

typedef struct {
	__u32 val;
} kuid_t;

typedef struct {
	__u32 val;
} kgid_t;

/* A capability set was two words until f122a08b197d ("capability: just use a 'u64'", 6.3); the size is the same. */
typedef struct {
	__u64 val;
} kernel_cap_t;

struct cred {
	kuid_t uid;
	kuid_t euid;
	kgid_t gid;
	kgid_t egid;
	kernel_cap_t cap_permitted;
};

struct rlimit {
	unsigned long rlim_cur;
	unsigned long rlim_max;
};

struct hlist_node {
	struct hlist_node *next;
	struct hlist_node **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

/* By enum pid_type: the first of each is that of the thread itself. */
struct pid {
	struct hlist_head tasks[4];
};

/* arch/x86/include/asm/ptrace.h */
struct pt_regs {
	unsigned long orig_ax;
};

/* arch/x86/include/asm/thread_info.h */
struct thread_info {
	__u32 status;
};

struct task_struct {
	struct thread_info thread_info;
	int pid;
	int tgid;
	const struct cred *real_cred;
	const struct cred *cred;
	struct task_struct *real_parent;
	char comm[16];
	struct task_struct *group_leader;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct css_set *cgroups;
	struct hlist_node pid_links[4];
};

struct dentry;

struct rb_node;

struct rb_root {
	struct rb_node *rb_node;
};

struct rb_root_cached {
	struct rb_root rb_root;
};

typedef struct {
	int counter;
} atomic_t;

struct address_space {
	struct rb_root_cached i_mmap;
	atomic_t i_mmap_writable;
};

struct super_block {
	__u32 s_dev;
	unsigned long s_magic;
	struct dentry *s_root;
};

struct timespec64 {
	__s64 tv_sec;
	long tv_nsec;
};

struct inode {
	unsigned short i_mode;
	struct super_block *i_sb;
	unsigned long i_ino;
	unsigned int i_nlink;
	__u32 i_rdev;
	struct address_space *i_mapping;
	__u32 i_generation;
	__s64 i_ctime_sec;
	__u32 i_ctime_nsec;
};

struct proc_inode {
	struct pid *pid;
	struct inode vfs_inode;
};

/* Until 3aa63a569c64 ("fs: switch timespec64 fields in inode to discrete integers", 6.11). */
struct inode___before_6_11 {
	struct timespec64 __i_ctime;
};

/* Until 13bc24457850 ("fs: rename i_ctime field to __i_ctime", 6.6). */
struct inode___before_6_6 {
	struct timespec64 i_ctime;
};

struct qstr {
	__u32 len;
	const unsigned char *name;
};

struct dentry {
	unsigned int d_flags;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct super_block *d_sb;
};

struct vfsmount {
	struct super_block *mnt_sb;
	int mnt_flags;
};

/* fs/mount.h */
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct mnt_namespace *mnt_ns;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	unsigned int f_mode;
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
};

struct mm_struct {
	void *pgd;
};

struct linux_binprm {
	struct mm_struct *mm;
	unsigned long p;
	struct file *file;
	struct cred *cred;
	int argc;
	int envc;
};

struct anon_vma;

struct vm_area_struct {
	struct anon_vma *anon_vma;
	struct file *vm_file;
};

struct tty_file_private {
	struct tty_struct *tty;
};

struct iattr {
	unsigned int ia_valid;
};

/* Since c14a8f6b4b9b ("fs: port security helpers to mnt_idmap", 6.3) hooks of inodes take it before the dentry. */
struct mnt_idmap {
};

struct in6_addr {
	__u8 bytes[16];
};

struct sock_common {
	__u32 skc_daddr;
	__u16 skc_dport;
	unsigned short skc_family;
	struct in6_addr skc_v6_daddr;
};

struct file;
struct socket;

struct sock_cgroup_data {
	struct cgroup *cgroup;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_type;
	__u16 sk_protocol;
	struct sock_cgroup_data sk_cgrp_data;
	struct socket *sk_socket;
};

/* include/net/af_unix.h */
struct sockaddr_un {
	char sun_path[108];
};

struct unix_address {
	int len;
	struct sockaddr_un name[1];
};

struct unix_sock {
	struct unix_address *addr;
	struct path path;
	struct sock *peer;
};

struct socket {
	struct file *file;
	struct sock *sk;
};

struct msghdr {
	void *msg_name;
	int msg_namelen;
};

#pragma clang attribute pop

/* Arguments that the gates only pass on or ignore. */
struct fown_struct;
struct kernel_siginfo;
struct sockaddr;
struct timezone;

#endif /* TELOS_KERNEL_H */
