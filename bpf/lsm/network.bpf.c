// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Network gate: which sockets may this agent have?
 *
 * Hooks: socket_create lets TCP, UDP, unix and route netlink be made, nothing else. socket_bind lets the kernel choose
 * a port and nobody else; socket_listen and socket_accept refuse the way in. netlink_send lets an agent ask for routes
 * and addresses, one question a message, and change none. file_receive refuses internet sockets that were made outside
 * the agent, which the agents' cgroup does not hold, and io_uring instances, for which other tasks work. socket_setsockopt
 * refuses groups, whose reports no socket of the agent sends. Destinations
 * are judged by the programs on the agents' cgroup, and sends by the flow gate as soon as an agent can be tainted.
 * Maps read: telos_config, telos_pulse, telos_tasks, telos_agents, telos_cgroups. Written: telos_agent_states, telos_stats,
 * telos_events.
 * Fails closed: no state, an unknown family or protocol, an address too short to read.
 */
#include "socket.h"

#define NETLINK_KIND_MASK 3
#define NETLINK_KIND_GET 2

/* include/linux/socket.h, include/uapi/linux/in6.h */
#define SOL_IP 0
#define SOL_IPV6 41
#define IPV6_ADD_MEMBERSHIP 20
#define IPV6_JOIN_ANYCAST 27

struct sk_buff {
	unsigned int len;
	unsigned char *data;
} __attribute__((preserve_access_index));

struct netlink_header {
	__u32 length;
	__u16 type;
};

static __always_inline bool may_create(int family, int type, int protocol)
{
	if (family == AF_UNIX)
		return true;
	if (family == AF_NETLINK)
		return protocol == NETLINK_ROUTE;
	if (family != AF_INET && family != AF_INET6)
		return false;
	if (type == SOCK_STREAM)
		return protocol == 0 || protocol == IPPROTO_TCP;
	return type == SOCK_DGRAM && (protocol == 0 || protocol == IPPROTO_UDP);
}

SEC("lsm/socket_create")
int BPF_PROG(telos_socket_create, int family, int type, int protocol, int kern, int ret)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_CREATE };
	enum telos_reason reason;
	struct caller caller;

	if (ret)
		return ret;
	if (kern || !identify_caller(&caller))
		return 0;

	reason = may_create(family, type, protocol) ? TELOS_REASON_NONE : TELOS_REASON_NET_SOCKET_TYPE;
	if (!caller.task || !caller.agent || !caller.state)
		reason = TELOS_REASON_STATE_MISSING;
	if (reason == TELOS_REASON_NONE)
		return 0;

	attempt.family = family;
	attempt.type = type;
	attempt.protocol = protocol;
	return refuse_network(&caller, &attempt, reason);
}

/* The port stands at the same place in sockaddr_in and sockaddr_in6. */
SEC("lsm/socket_bind")
int BPF_PROG(telos_socket_bind, struct socket *sock, struct sockaddr *address, int length, int ret)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_BIND };
	struct socket_address wanted = {};
	struct caller caller;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;
	describe_socket(sock->sk, &attempt);
	if (is_local_family(attempt.family))
		return 0;
	if (bpf_probe_read_kernel(&wanted, sizeof(wanted), address) || wanted.port) {
		attempt.port = bpf_ntohs(wanted.port);
		return refuse_network(&caller, &attempt, TELOS_REASON_NET_LISTEN);
	}
	return 0;
}

/* Including the filters of sources. The numbers are those of include/uapi/linux/in.h and in6.h. */
static __always_inline bool joins_group(int level, int option)
{
	const int first = 35, last = 48, common = 42;

	if (level == SOL_IP)
		return option >= first && option <= last;
	return level == SOL_IPV6 && ((option >= common && option <= last) || option == IPV6_ADD_MEMBERSHIP ||
				     option == IPV6_JOIN_ANYCAST);
}

/* A report of membership (IGMP, MLD) carries the group's address out, in a packet that is no agent's. */
SEC("lsm/socket_setsockopt")
int BPF_PROG(telos_socket_setsockopt, struct socket *sock, int level, int option, int ret)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_SEND };
	struct caller caller;

	if (ret)
		return ret;
	if (!joins_group(level, option) || !identify_caller(&caller))
		return 0;
	describe_socket(sock->sk, &attempt);
	return refuse_network(&caller, &attempt, TELOS_REASON_NET_SOCKET_TYPE);
}

static __always_inline int refuse_inbound(struct socket *sock, enum telos_net_operation operation)
{
	struct attempt attempt = { .operation = operation };
	struct caller caller;

	if (!identify_caller(&caller))
		return 0;
	describe_socket(sock->sk, &attempt);
	if (is_local_family(attempt.family))
		return 0;
	return refuse_network(&caller, &attempt, TELOS_REASON_NET_LISTEN);
}

SEC("lsm/socket_listen")
int BPF_PROG(telos_socket_listen, struct socket *sock, int backlog, int ret)
{
	return ret ? ret : refuse_inbound(sock, TELOS_NET_OPERATION_LISTEN);
}

SEC("lsm/socket_accept")
int BPF_PROG(telos_socket_accept, struct socket *sock, struct socket *accepted, int ret)
{
	return ret ? ret : refuse_inbound(sock, TELOS_NET_OPERATION_ACCEPT);
}

SEC("lsm/netlink_send")
int BPF_PROG(telos_netlink_send, struct sock *sk, struct sk_buff *skb, int ret)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_SEND };
	struct netlink_header header = {};
	struct caller caller;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;

	bpf_probe_read_kernel(&header, sizeof(header), BPF_CORE_READ(skb, data));
	if ((header.type & NETLINK_KIND_MASK) == NETLINK_KIND_GET &&
	    header.length + 3 >= BPF_CORE_READ(skb, len))
		return 0;
	describe_socket(sk, &attempt);
	return refuse_network(&caller, &attempt, TELOS_REASON_NET_SOCKET_TYPE);
}

/* An io_uring instance is an anonymous inode of this name (io_uring/io_uring.c). */
static __always_inline bool is_io_uring(struct file *file)
{
	const union short_name ring = { "[io_uring]" };

	return is_name(BPF_CORE_READ(file, f_path.dentry, d_name.name), ring);
}

SEC("lsm/file_receive")
int BPF_PROG(telos_file_receive_socket, struct file *file, int ret)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_RECEIVE };
	struct caller caller;
	struct sock *sk;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;
	if ((file->f_inode->i_mode & S_IFMT) != S_IFSOCK)
		return is_io_uring(file) ? refuse_network(&caller, &attempt, TELOS_REASON_NET_PASSED) : 0;
	sk = BPF_CORE_READ((struct socket *)file->private_data, sk);
	describe_socket(sk, &attempt);
	if (attempt.family == AF_UNIX || (caller.agent_id && agent_of_socket(sk) == caller.agent_id))
		return 0;
	read_peer(sk, &attempt);
	return refuse_network(&caller, &attempt, TELOS_REASON_NET_PASSED);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
