// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Network gate: may this agent reach this peer now, or is it slammed?
 *
 * Hooks: socket_create lets TCP, UDP, unix and route netlink be made, nothing else. socket_connect judges a
 * destination. socket_sendmsg judges it again on every send, named or connected, so that a grant's end, a
 * slam and an inherited socket are all met by the same question; implicit connects (MSG_FASTOPEN) come
 * through here and never through socket_connect. file_permission sees sendfile and splice to a socket where
 * the kernel still has sendpage (until 2e910b95329c, 6.5) and is loaded only there. socket_listen and
 * socket_accept refuse the way in. netlink_send lets an agent ask for routes and addresses, one question a
 * message, and change none.
 * Maps read: telos_config, telos_tasks, telos_agents, telos_net_grants. Written: telos_agent_states,
 * telos_stats, telos_events.
 * Fails closed: no state, no policy, an unknown family or protocol, an address too short to read.
 */
#include "gate.h"

#define NETLINK_KIND_MASK 3
#define NETLINK_KIND_GET 2

struct sk_buff {
	unsigned int len;
	unsigned char *data;
} __attribute__((preserve_access_index));

struct netlink_header {
	__u32 length;
	__u16 type;
};

struct attempt {
	__u8 address[TELOS_ADDRESS_BYTES];
	enum telos_net_operation operation;
	__u16 family;
	__u16 type;
	__u16 port;
	__u16 protocol;
};

static __always_inline void map_address4(__u8 *mapped, __u32 address)
{
	__builtin_memset(mapped, 0, 10);
	mapped[10] = 0xff;
	mapped[11] = 0xff;
	__builtin_memcpy(mapped + 12, &address, sizeof(address));
}

/* A socket without a sock keeps family 0, which no gate allows. */
static __always_inline void describe_socket(struct sock *sk, struct attempt *attempt)
{
	if (!sk)
		return;
	attempt->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	attempt->type = BPF_CORE_READ(sk, sk_type);
	attempt->protocol = BPF_CORE_READ(sk, sk_protocol);
}

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

static __always_inline bool read_peer(struct sock *sk, struct attempt *attempt)
{
	if (!sk)
		return false;
	attempt->port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
	if (attempt->family == AF_INET6)
		BPF_CORE_READ_INTO((struct in6_addr *)attempt->address, sk, __sk_common.skc_v6_daddr);
	else
		map_address4(attempt->address, BPF_CORE_READ(sk, __sk_common.skc_daddr));
	return attempt->port != 0;
}

static __always_inline bool slammed(const struct caller *caller)
{
	struct telos_config *config = configuration();

	return !config || (caller->state && caller->state->taint >= config->slam_level);
}

static __always_inline enum telos_reason destination_reason(const struct caller *caller,
							    const struct attempt *attempt)
{
	__u64 now = bpf_ktime_get_boot_ns();
	struct telos_net_key key = { .agent_id = caller->agent_id };
	struct telos_net_grant *grant;
	enum telos_reason reason;

	if (slammed(caller))
		return TELOS_REASON_NET_SLAMMED;
	reason = policy_reason(caller, now);
	if (reason != TELOS_REASON_NONE)
		return reason;
	if (attempt->protocol != IPPROTO_TCP && attempt->protocol != IPPROTO_UDP)
		return TELOS_REASON_NET_SOCKET_TYPE;

	key.generation = caller->agent->generation;
	__builtin_memcpy(key.address, attempt->address, sizeof(key.address));
	key.port = attempt->port;
	key.protocol = attempt->protocol;
	grant = bpf_map_lookup_elem(&telos_net_grants, &key);
	if (!grant)
		return TELOS_REASON_NET_NOT_GRANTED;
	return grant->expires_ns <= now ? TELOS_REASON_GRANT_EXPIRED : TELOS_REASON_NONE;
}

static __always_inline int refuse_network(const struct caller *caller, const struct attempt *attempt,
					  enum telos_reason reason)
{
	enum telos_verdict verdict = refusal_verdict(caller);
	struct telos_event_network *event;

	count_refusal(caller, TELOS_GATE_NETWORK);
	event = bpf_ringbuf_reserve(&telos_events, sizeof(*event), 0);
	if (event) {
		__builtin_memset(event, 0, sizeof(*event));
		fill_header(&event->header, caller, TELOS_EVENT_KIND_NETWORK, TELOS_GATE_NETWORK, reason,
			    verdict);
		__builtin_memcpy(event->address, attempt->address, sizeof(event->address));
		event->operation = attempt->operation;
		event->family = attempt->family;
		event->socket_type = attempt->type;
		event->port = attempt->port;
		event->protocol = attempt->protocol;
		bpf_ringbuf_submit(event, 0);
	} else {
		count_dropped(caller);
	}
	return refusal(verdict);
}

static __always_inline bool is_local_family(__u16 family)
{
	return family == AF_UNIX || family == AF_NETLINK;
}

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

SEC("lsm/socket_connect")
int BPF_PROG(telos_socket_connect, struct socket *sock, struct sockaddr *address, int length, int ret)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_CONNECT };
	enum telos_reason reason;
	struct caller caller;
	__u16 family = AF_INET;

	if (ret)
		return ret;
	if (!identify_caller(&caller))
		return 0;

	describe_socket(sock->sk, &attempt);
	if (is_local_family(attempt.family))
		return 0;

	bpf_probe_read_kernel(&family, sizeof(family), address);
	if (read_destination(address, length, &attempt))
		reason = destination_reason(&caller, &attempt);
	else
		reason = TELOS_REASON_NET_SOCKET_TYPE;
	/* connect(AF_UNSPEC) dissolves an association and reaches nobody. */
	if (reason == TELOS_REASON_NONE || family == AF_UNSPEC)
		return 0;
	return refuse_network(&caller, &attempt, reason);
}

/*
 * The peer of a connected socket. Without one a stream reaches nobody; a datagram may still go to where a corked
 * one before it was addressed (MSG_MORE), which nobody can ask about here.
 */
static __always_inline enum telos_reason peer_reason(const struct caller *caller, struct sock *sk,
						     struct attempt *attempt)
{
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
	if (is_local_family(attempt.family))
		return 0;

	if (msg->msg_name)
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

SEC("lsm/file_permission")
int BPF_PROG(telos_file_permission, struct file *file, int mask, int ret)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_SEND };
	enum telos_reason reason;
	struct caller caller;
	struct sock *sk;

	if (ret)
		return ret;
	if (!(mask & MAY_WRITE) || (file->f_inode->i_mode & S_IFMT) != S_IFSOCK)
		return 0;
	if (!identify_caller(&caller))
		return 0;

	sk = BPF_CORE_READ((struct socket *)file->private_data, sk);
	describe_socket(sk, &attempt);
	if (is_local_family(attempt.family))
		return 0;
	reason = peer_reason(&caller, sk, &attempt);
	if (reason == TELOS_REASON_NONE)
		return 0;
	return refuse_network(&caller, &attempt, reason);
}

static __always_inline int refuse_inbound(struct socket *sock)
{
	struct attempt attempt = { .operation = TELOS_NET_OPERATION_LISTEN };
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
	return ret ? ret : refuse_inbound(sock);
}

SEC("lsm/socket_accept")
int BPF_PROG(telos_socket_accept, struct socket *sock, struct socket *accepted, int ret)
{
	return ret ? ret : refuse_inbound(sock);
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

char LICENSE[] SEC("license") = "Dual MIT/GPL";
