// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Unix gate: may this agent talk to whoever serves this unix socket?
 *
 * Hooks: unix_stream_connect, unix_may_send (each datagram). A server outside the agent acts with its own rights on
 * the agent's word (docker, D-Bus, ssh-agent, systemd), so that only its peers inside the agent and sockets whose
 * path a label leaves open or the policy grants are reached; an abstract name has no path. Two agents that talk are
 * one cell of taint.
 * Maps read: telos_config, telos_pulse, telos_tasks, telos_agents, telos_labels, telos_file_grants, telos_cgroups. Written:
 * telos_agent_states, telos_stats, telos_events.
 * Fails closed: no state, a way that does not end at the root, cells that cannot be joined.
 */
#include "socket.h"
#include "walk.h"

static __always_inline int refuse_peer(const struct caller *caller, struct unix_sock *server,
				       const struct walk *walk, enum telos_reason reason)
{
	enum telos_verdict verdict = refusal_verdict(caller, TELOS_GATE_NETWORK, reason);
	struct unix_address *address;
	struct telos_event_file *event;

	count_refusal(caller, TELOS_GATE_NETWORK);
	event = reserve_file_event(caller, walk, TELOS_GATE_NETWORK, reason, verdict);
	if (!event)
		return refusal(verdict);
	event->access = TELOS_ACCESS_CONNECT;
	address = BPF_CORE_READ(server, addr);
	if (address) {
		bpf_probe_read_kernel_str(event->path, sizeof(event->path), address->name[0].sun_path);
		if (!event->path[0]) {
			event->path[0] = '@';
			bpf_probe_read_kernel_str(event->path + 1, sizeof(event->path) - 1,
						  &address->name[0].sun_path[1]);
		}
	}
	bpf_ringbuf_submit(event, 0);
	return refusal(verdict);
}

static __always_inline enum telos_reason place_reason(const struct caller *caller, struct unix_sock *server,
						      struct walk *walk)
{
	struct dentry *dentry = BPF_CORE_READ(server, path.dentry);
	enum telos_reason reason;

	if (!dentry)
		return TELOS_REASON_NET_UNIX_PEER;
	begin_walk(caller, walk, 0);
	find_label(dentry, BPF_CORE_READ(server, path.mnt), walk);
	reason = label_reason(caller, walk, TELOS_ACCESS_CONNECT);
	if (reason == TELOS_REASON_FILE_LABELLED || reason == TELOS_REASON_FILE_NOT_WRITABLE)
		return TELOS_REASON_NET_UNIX_PEER;
	return reason;
}

/* server: who listens, or receives the datagram. */
static __always_inline int judge_peer(struct sock *server)
{
	enum telos_reason reason;
	struct caller caller;
	struct walk walk = {};
	__u32 server_agent;

	if (!identify_caller(&caller))
		return 0;
	if (!is_known(&caller)) {
		count(TELOS_STAT_STATE_MISSING);
		return refuse_peer(&caller, (struct unix_sock *)server, &walk, TELOS_REASON_STATE_MISSING);
	}
	/* Every read of the server is a checked copy: a socket that is being closed may have none. */
	server_agent = agent_of_socket(server);
	if (server_agent == caller.agent_id)
		return 0;
	/* A peer without a name was inherited or handed over with its socket pair. */
	if (!BPF_CORE_READ((struct unix_sock *)server, addr))
		return 0;
	reason = place_reason(&caller, (struct unix_sock *)server, &walk);
	if (reason == TELOS_REASON_NONE && server_agent && !join_cells(&caller, server_agent))
		reason = TELOS_REASON_NET_UNIX_PEER;
	if (reason == TELOS_REASON_NONE)
		return 0;
	return refuse_peer(&caller, (struct unix_sock *)server, &walk, reason);
}

SEC("lsm/unix_stream_connect")
int BPF_PROG(telos_unix_stream_connect, struct sock *sk, struct sock *server, struct sock *accepted, int ret)
{
	return ret ? ret : judge_peer(server);
}

SEC("lsm/unix_may_send")
int BPF_PROG(telos_unix_may_send, struct socket *sock, struct socket *receiver, int ret)
{
	return ret ? ret : judge_peer(BPF_CORE_READ(receiver, sk));
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
