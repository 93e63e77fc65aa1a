// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Flow gate: may this agent still send, read or write on what it has open?
 *
 * Attached only while an agent is tainted or holds a grant that could taint it, before that grant is in force: the
 * others need no question a call.
 * Hooks: socket_sendmsg judges every send of a slammed agent, on connections from before too; file_permission sees
 * what no send does (write to a FIFO or file that was opened before, sendfile and splice to a socket where the
 * kernel still has sendpage, until 2e910b95329c in 6.5) and lets a reader inherit what a tainted agent wrote
 * meanwhile; socket_recvmsg makes the agents at both ends of a socketpair one; task_prctl keeps a secret out of the
 * thread's name; inode_free_security, which judges nothing, takes deleted files out of the table of objects.
 * Maps read: telos_config, telos_pulse, telos_tasks, telos_agents, telos_net_grants, telos_blocks4, telos_blocks6, telos_cgroups,
 * telos_labels, telos_file_grants. Written: telos_agent_states, telos_objects, telos_stats, telos_events.
 * Fails closed: no state, a peer that cannot be read, a table of objects that is full.
 */
#include "access.h"
#include "socket.h"

/* include/uapi/linux/prctl.h */
#define PR_SET_NAME 15

/* False: no destination that the kernel would use. length is what the caller gave; the copy is bounded. */
static __always_inline bool read_destination(const void *name, int length, struct attempt *attempt)
{
	struct socket_address address = {};

	if (length < (int)sizeof(address.family))
		return false;
	if (bpf_probe_read_kernel(&address, sizeof(address), name))
		return false;

	attempt->port = bpf_ntohs(address.port);
	if (address.family == AF_INET6) {
		__builtin_memcpy(attempt->address, address.address6, sizeof(attempt->address));
		return true;
	}
	/* udp_sendmsg() takes AF_UNSPEC for AF_INET on an IPv4 socket. */
	if (address.family == AF_INET || (address.family == AF_UNSPEC && attempt->family == AF_INET)) {
		map_address4(attempt->address, address.address4);
		return true;
	}
	return false;
}

/* Telos' own socket, through which an agent may narrow its policy and ask why. */
static __always_inline bool is_open_to_all(struct unix_sock *server)
{
	struct telos_file_id id = {};
	struct telos_label *label;
	struct dentry *dentry = BPF_CORE_READ(server, path.dentry);

	if (!dentry)
		return false;
	identify_unsafe(BPF_CORE_READ(dentry, d_inode), &id);
	label = bpf_map_lookup_elem(&telos_labels, &id);
	return label && !(label->gated & TELOS_ACCESS_CONNECT);
}

/*
 * A unix socket that has a name on either side was connected to or accepted; one without is a socketpair, which only
 * inheritance or a descriptor's arrival brings to somebody else. A slammed agent reaches only its own by name.
 */
static __always_inline bool leads_outside(const struct caller *caller, struct sock *sk)
{
	struct unix_sock *own = (struct unix_sock *)sk, *peer;

	peer = (struct unix_sock *)BPF_CORE_READ(own, peer);
	if (!peer || (!BPF_CORE_READ(own, addr) && !BPF_CORE_READ(peer, addr)))
		return false;
	return agent_of_socket((struct sock *)peer) != caller->agent_id && !is_open_to_all(peer);
}

static __always_inline bool share_end(const struct caller *caller, struct sock *sk)
{
	struct inode *inode = BPF_CORE_READ(sk, sk_socket, file, f_inode);
	struct telos_file_id end = {};
	enum telos_taint taint;

	/* Closed: nobody reads there any more. */
	if (!inode)
		return true;
	identify_unsafe(inode, &end);
	return share(caller, &end) && inherit(caller, &end, &taint) && learn(caller, taint);
}

/*
 * A socketpair that somebody outside made may have its other end in another agent, where it can be waited on: whoever
 * uses either end is one with the other. Each end is an object of its own, because what was sent stays with the
 * reader's end when the writer's is gone.
 */
static __always_inline bool share_pair(const struct caller *caller, struct sock *sk)
{
	struct unix_sock *own = (struct unix_sock *)sk, *peer;

	peer = (struct unix_sock *)BPF_CORE_READ(own, peer);
	if (BPF_CORE_READ(own, addr) || (peer && BPF_CORE_READ(peer, addr)) || !caller->state ||
	    agent_of_socket(sk) == caller->agent_id)
		return true;
	return share_end(caller, sk) && (!peer || share_end(caller, (struct sock *)peer));
}

/*
 * The peer of a connected socket. Without one a stream reaches nobody; a datagram may still go to where a corked
 * one before it was addressed (MSG_MORE), which nobody can ask about here.
 */
static __always_inline enum telos_reason peer_reason(const struct caller *caller, struct sock *sk,
						     struct attempt *attempt)
{
	if (attempt->family == AF_UNIX && !share_pair(caller, sk))
		return TELOS_REASON_NET_UNIX_PEER;
	if (attempt->family == AF_UNIX)
		return slammed(caller) && leads_outside(caller, sk) ? TELOS_REASON_NET_SLAMMED
								    : TELOS_REASON_NONE;
	if (attempt->family == AF_NETLINK)
		return TELOS_REASON_NONE;
	if (read_peer(sk, attempt))
		return destination_reason(caller, attempt);
	if (slammed(caller))
		return TELOS_REASON_NET_SLAMMED;
	return attempt->type == SOCK_STREAM ? TELOS_REASON_NONE : TELOS_REASON_NET_NOT_GRANTED;
}

SEC("lsm/socket_sendmsg")
int BPF_PROG(telos_socket_sendmsg, struct socket *sock, struct msghdr *msg, int size, int ret)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_SEND };
	enum telos_reason reason = TELOS_REASON_NONE;
	bool named = false;
	struct caller caller;
	struct sock *sk;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;

	sk = sock->sk;
	describe_socket(sk, &attempt);
	if (msg->msg_name && !is_local_family(attempt.family))
		named = read_destination(msg->msg_name, msg->msg_namelen, &attempt);
	if (named)
		reason = destination_reason(&caller, &attempt);
	/* A stream has its own peer, whatever name a send gives. */
	if (reason == TELOS_REASON_NONE && (!named || attempt.type == SOCK_STREAM))
		reason = peer_reason(&caller, sk, &attempt);
	if (reason == TELOS_REASON_NONE)
		return 0;
	return refuse_network(&caller, &attempt, reason);
}

SEC("lsm/socket_recvmsg")
int BPF_PROG(telos_socket_recvmsg, struct socket *sock, struct msghdr *msg, int size, int flags, int ret)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_RECEIVE };
	struct sock *sk = sock->sk;
	struct caller caller;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;
	describe_socket(sk, &attempt);
	if (attempt.family != AF_UNIX || share_pair(&caller, sk))
		return 0;
	return refuse_network(&caller, &attempt, TELOS_REASON_NET_UNIX_PEER);
}

static __always_inline int judge_socket_write(const struct caller *caller, struct file *file)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_SEND };
	struct sock *sk = BPF_CORE_READ((struct socket *)file->private_data, sk);
	enum telos_reason reason;

	describe_socket(sk, &attempt);
	reason = peer_reason(caller, sk, &attempt);
	return reason == TELOS_REASON_NONE ? 0 : refuse_network(caller, &attempt, reason);
}

static __always_inline int refuse_flow(const struct caller *caller, struct file *file,
				       enum telos_reason reason, __u32 access)
{
	enum telos_verdict verdict = refusal_verdict(caller, TELOS_GATE_FILE, reason);
	struct telos_event_file *event;
	struct walk nowhere = {};

	count_refusal(caller, TELOS_GATE_FILE);
	event = reserve_file_event(caller, &nowhere, TELOS_GATE_FILE, reason, verdict);
	if (event) {
		identify_inode(file->f_inode, &event->file);
		event->access = access;
		bpf_probe_read_kernel_str(event->path, sizeof(event->path),
					  BPF_CORE_READ(file, f_path.dentry, d_name.name));
		bpf_ringbuf_submit(event, 0);
	}
	return refusal(verdict);
}

/*
 * A memfd has no place that could be granted, but its descriptor may be somebody else's too. A pipe that is has been
 * shared since it came (file_receive, or the daemon's scan at the enrolment).
 */
static __always_inline enum telos_reason private_write_reason(const struct caller *caller,
							      const struct telos_file_id *file)
{
	if (file->type != S_IFREG)
		return TELOS_REASON_NONE;
	return record_write(caller, file, taint_of(caller)) ? TELOS_REASON_NONE : TELOS_REASON_OBJECTS_FULL;
}

/* What the policy grants is looked up only for a tainted agent's write to a file. */
static __always_inline int judge_file_write(const struct caller *caller, struct file *file)
{
	struct telos_file_id id;
	enum telos_reason reason;
	struct walk walk = {};

	identify_inode(file->f_inode, &id);
	if ((id.type != S_IFREG && id.type != S_IFIFO) || taint_of(caller) == TELOS_TAINT_CLEAN ||
	    is_process_setting(file))
		return 0;
	if (is_private_channel(file)) {
		reason = private_write_reason(caller, &id);
		return reason == TELOS_REASON_NONE ? 0
						   : refuse_flow(caller, file, reason, TELOS_ACCESS_WRITE);
	}
	begin_walk(caller, &walk, 0);
	find_label(file->f_path.dentry, file->f_path.mnt, &walk);
	reason = id.type == S_IFREG && is_mapped(file->f_inode)
			 ? TELOS_REASON_FILE_TAINTED_WRITE
			 : tainted_write_reason(caller, &id, walk.granted, false);
	return reason == TELOS_REASON_NONE ? 0 : refuse_flow(caller, file, reason, TELOS_ACCESS_WRITE);
}

/*
 * A reader that has the file open from before inherits what was written to it since; a task that procfs tells of may
 * have become another agent's since.
 */
static __always_inline int judge_read(const struct caller *caller, struct file *file)
{
	enum telos_taint taint = TELOS_TAINT_CLEAN;
	struct telos_file_id id;

	if (tells_of_another_agent(caller, file->f_inode))
		return refuse_flow(caller, file, TELOS_REASON_TASK_OUTSIDE, TELOS_ACCESS_READ);
	identify_inode(file->f_inode, &id);
	if (!inherit(caller, &id, &taint))
		return refuse_flow(caller, file, TELOS_REASON_OBJECTS_FULL, TELOS_ACCESS_READ);
	return learn(caller, taint) ? 0
				    : refuse_flow(caller, file, TELOS_REASON_FIFO_OPEN, TELOS_ACCESS_READ);
}

SEC("lsm/file_permission")
int BPF_PROG(telos_file_permission, struct file *file, int mask, int ret)
{
	struct caller caller;
	int refused = 0;

	if (ret)
		return ret;
	if (!(mask & (MAY_READ | MAY_WRITE)))
		return 0;
	if (!identify_caller(&caller) || acts_for_filesystem())
		return 0;
	if (!is_known(&caller))
		return refuse_flow(&caller, file, TELOS_REASON_STATE_MISSING,
				   mask & MAY_WRITE ? TELOS_ACCESS_WRITE : TELOS_ACCESS_READ);
	if (mask & MAY_WRITE)
		refused = (file->f_inode->i_mode & S_IFMT) == S_IFSOCK ? judge_socket_write(&caller, file)
								       : judge_file_write(&caller, file);
	if (refused)
		return -EPERM;
	return mask & MAY_READ ? judge_read(&caller, file) : 0;
}

/*
 * Numbers are used again, and the table never forgets by itself: an object goes with its inode, unless that is only
 * evicted from memory.
 */
SEC("lsm/inode_free_security")
int BPF_PROG(telos_inode_free, struct inode *inode)
{
	__u16 type = BPF_CORE_READ(inode, i_mode) & S_IFMT;
	unsigned long magic = BPF_CORE_READ(inode, i_sb, s_magic);
	struct telos_file_id id = {};

	if (type != S_IFREG && type != S_IFIFO && type != S_IFSOCK)
		return 0;
	if (BPF_CORE_READ(inode, i_nlink) && magic != PIPEFS_MAGIC && magic != SOCKFS_MAGIC)
		return 0;
	identify_unsafe(inode, &id);
	bpf_map_delete_elem(&telos_objects, &id);
	return 0;
}

/* The default of this hook is -ENOSYS: go on (security/security.c, security_task_prctl). */
SEC("lsm/task_prctl")
int BPF_PROG(telos_task_prctl, int option, unsigned long second, unsigned long third, unsigned long fourth,
	     unsigned long fifth, int ret)
{
	struct caller caller;

	if (ret != -ENOSYS && ret)
		return ret;
	if (option != PR_SET_NAME || !identify_caller(&caller) || !slammed(&caller))
		return -ENOSYS;
	if (!refuse_tampering(&caller, TELOS_GATE_FILE, TELOS_REASON_FILE_TAINTED_WRITE, 0, option))
		return -ENOSYS;
	return -EPERM;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
