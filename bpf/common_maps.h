/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The kernel ABI: every struct, enum, limit and map that crosses the boundary between the BPF programs and the daemon is
 * written here and nowhere else. Telos.Generators reads this file and emits the C# side (Telos.Core.Abi); layout.bpf.c
 * instantiates every struct, so that the compiler's own BTF can be compared with what the generator understood.
 *
 * Rules that the generator relies on: one declaration a line, explicit padding, fields of fixed size, a _Static_assert on the
 * size of each struct, enum constants with explicit values and their enum's name as prefix. A change that moves a field
 * raises TELOS_ABI_VERSION, because pinned maps outlive the daemon.
 */
#ifndef TELOS_COMMON_MAPS_H
#define TELOS_COMMON_MAPS_H

#define TELOS_ABI_VERSION 6
#define TELOS_AGENTS_MAX 4096
#define TELOS_IDENTIFIED_DESCRIPTORS_MAX 4096
#define TELOS_EXEC_GRANTS_MAX 262144
#define TELOS_NET_GRANTS_MAX 262144
#define TELOS_FILE_GRANTS_MAX 65536
#define TELOS_LABELS_MAX 65536
#define TELOS_NAMES_MAX 4096
#define TELOS_DIRECTORIES_MAX 16384
#define TELOS_OBJECTS_MAX 262144
#define TELOS_TERMINALS_MAX 4096
#define TELOS_PROGRAMS_MAX 4096
#define TELOS_CGROUPS_MAX 8192
#define TELOS_ARGUMENT_SETS_MAX 256
#define TELOS_ARGUMENT_WORDS_MAX 8192
#define TELOS_VARIABLES_MAX 32768
#define TELOS_SCRIPTS_MAX 65536
#define TELOS_BLOCKS_MAX 131072
#define TELOS_BLOCK_GUARDS_MAX 65536
#define TELOS_TOKEN_PIECES_MAX 524288
#define TELOS_EVENTS_BYTES 4194304
#define TELOS_CHANGES_BYTES 4096
#define TELOS_STATS_COUNT 8
#define TELOS_XDP_STATS_COUNT 8
#define TELOS_GATES_COUNT 6
#define TELOS_NOTED_TAINTED 1
#define TELOS_NOTED_COUNT 2
#define TELOS_COMM_BYTES 16
#define TELOS_PATH_BYTES 256
#define TELOS_ADDRESS_BYTES 16
#define TELOS_NAME_BYTES 32
#define TELOS_WORD_BYTES 32
/* Parents that a label walk visits before it gives up and refuses. */
#define TELOS_LABEL_DEPTH_MAX 48
/* Generation of grants that hold whatever the policy says: the telos client and the launch itself. */
#define TELOS_GENERATION_STANDING 0
/* Agents whose cells of taint were joined are followed this far; what would need more steps is refused. */
#define TELOS_CELL_STEPS_MAX 8
/* An agent that a person started may start agents, and those others, this far down. */
#define TELOS_NESTING_MAX 4
/*
 * telos_task_state.flags. Launching: between enrolment and the first exec, when launch grants count. Jit: the program may
 * execute memory that it has written; next: so may the one of the exec under way. Walks: it listed a directory of decoys.
 */
#define TELOS_TASK_LAUNCHING 1
#define TELOS_TASK_JIT 2
#define TELOS_TASK_JIT_NEXT 4
#define TELOS_TASK_WALKS 8
/* telos_exec_grant.flags: while the task is launching; a program with a just-in-time compiler; one that reads whole trees. */
#define TELOS_EXEC_LAUNCH 1
#define TELOS_EXEC_JIT 2
#define TELOS_EXEC_WALKS 4
/* telos_argument_set.flags: Telos.Core.Exec.ArgumentFlags, which says what each means; then telos_script_key.part. */
#define TELOS_ARGUMENT_SINGLE_DASH_WORDS 1
#define TELOS_ARGUMENT_FOLDS_CASE 2
#define TELOS_ARGUMENT_FIRST_IS_CLUSTER 4
#define TELOS_ARGUMENT_LETTERS_END_AT_OPERAND 8
#define TELOS_ARGUMENT_ENDS_AT_SECOND_OPERAND 16
#define TELOS_ARGUMENT_KEYS_ARE_ALLOWED 32
#define TELOS_ARGUMENT_AWK_TEXT 64
#define TELOS_ARGUMENT_SCRIPT_FIRST 128
#define TELOS_SCRIPT_SET_SHIFT 24
/* Values of telos_argument_words: Telos.Core.Exec.ArgumentWordKind. */
#define TELOS_WORD_REFUSED 1
#define TELOS_WORD_VALUED 2
#define TELOS_WORD_KEY 3
#define TELOS_WORD_KEPT 4
#define TELOS_WORD_ITEMS 5
/* telos_cgroup.flags: its agent ended while it was slammed; what its sockets still hold is dropped. */
#define TELOS_CGROUP_SEALED 1
/* telos_config.flags: the flow gate is attached, and may raise taints; there may be blocks, IPv4 and IPv6; tokens of decoys. */
#define TELOS_CONFIG_FLOW 1
#define TELOS_CONFIG_BLOCKS4 2
#define TELOS_CONFIG_BLOCKS6 4
#define TELOS_CONFIG_TOKENS 8
/* telos_block.flags: the operator's word, before any grant. telos_block_guard.flags: a resolver or ours, before any block. */
#define TELOS_BLOCK_FIRM 1
#define TELOS_GUARD_FIRM 1
/* telos_agent.fail_modes: an enum telos_fail_mode for each gate, in so many bits at its number times as many. */
#define TELOS_FAIL_MODE_BITS 2
/* telos_agent_state.flags, of a cell those of all in it: it opened a named FIFO to write, and may not be slammed. */
#define TELOS_STATE_WRITES_FIFO 1
/* telos_agent.flags: without it a label walk looks no grants up. */
#define TELOS_AGENT_HAS_FILE_GRANTS 1
/*
 * telos_label.gated, telos_label.grantable and telos_file_grant.access. Execute: to run what was written there, or to
 * map it executable. Connect: to reach the unix socket that has this name, when nobody of this agent serves it.
 * Unlabelled: what a grant is needed for where no label is found on the way to the root.
 */
#define TELOS_ACCESS_READ 1
#define TELOS_ACCESS_WRITE 2
#define TELOS_ACCESS_EXECUTE 4
#define TELOS_ACCESS_CONNECT 8
#define TELOS_ACCESS_UNLABELLED 14
#define TELOS_CALL_I386 32768
/*
 * telos_label.flags. Write area: agents may write here, so that nothing here runs without a grant to execute. Rename, of a
 * name: it counts only for a directory that is renamed to it. Decoy: each read is told. Walkable, of a decoy: nothing to a
 * program with TELOS_EXEC_WALKS that has listed the directory, which is baited; that alone says nothing of what is below.
 */
#define TELOS_LABEL_WRITE_AREA 1
#define TELOS_LABEL_RENAME 2
#define TELOS_LABEL_DECOY 4
#define TELOS_LABEL_WALKABLE 8
#define TELOS_LABEL_BAITED 16

enum telos_gate {
	TELOS_GATE_NONE = 0,
	TELOS_GATE_EXEC = 1,
	TELOS_GATE_NETWORK = 2,
	TELOS_GATE_FILE = 3,
	TELOS_GATE_LINEAGE = 4,
	TELOS_GATE_TAMPER = 5,
};

enum telos_verdict {
	TELOS_VERDICT_ALLOW = 0,
	TELOS_VERDICT_DENY = 1,
	TELOS_VERDICT_ESCALATE = 2,
	TELOS_VERDICT_AUDIT = 3,
};

enum telos_mode {
	TELOS_MODE_ENFORCE = 0,
	TELOS_MODE_AUDIT = 1,
};

/* What a gate does while the pulse is stale. Tamper and lineage gates need no daemon, and go on as they are. */
enum telos_fail_mode {
	TELOS_FAIL_MODE_CLOSED = 0,
	TELOS_FAIL_MODE_HOLD = 1,
	TELOS_FAIL_MODE_OPEN = 2,
};

enum telos_taint {
	TELOS_TAINT_CLEAN = 0,
	TELOS_TAINT_LOW = 1,
	TELOS_TAINT_MEDIUM = 2,
	TELOS_TAINT_HIGH = 3,
	TELOS_TAINT_CRITICAL = 4,
};

enum telos_reason {
	TELOS_REASON_NONE = 0,
	TELOS_REASON_STATE_MISSING = 1,
	TELOS_REASON_NO_POLICY = 2,
	TELOS_REASON_POLICY_EXPIRED = 3,
	TELOS_REASON_GRANT_EXPIRED = 4,
	TELOS_REASON_PULSE_STALE = 5,
	TELOS_REASON_EXEC_NOT_GRANTED = 10,
	TELOS_REASON_EXEC_CHANGED = 11,
	TELOS_REASON_EXEC_SET_ID = 12,
	TELOS_REASON_EXEC_WRITE_AREA = 13,
	TELOS_REASON_EXEC_ARGUMENT = 14,
	TELOS_REASON_MAP_EXECUTABLE = 15,
	TELOS_REASON_MEMORY_WRITTEN = 16,
	TELOS_REASON_NET_NOT_GRANTED = 20,
	TELOS_REASON_NET_SOCKET_TYPE = 21,
	TELOS_REASON_NET_SLAMMED = 22,
	TELOS_REASON_NET_LISTEN = 23,
	TELOS_REASON_NET_UNIX_PEER = 24,
	TELOS_REASON_NET_PASSED = 25,
	TELOS_REASON_NET_REDIRECT = 26,
	TELOS_REASON_NET_BLOCKED = 27,
	TELOS_REASON_NET_DECOY_TOKEN = 28,
	TELOS_REASON_FILE_LABELLED = 30,
	TELOS_REASON_FILE_TOO_DEEP = 31,
	TELOS_REASON_TAINT_RAISED = 32,
	TELOS_REASON_FILE_NOT_WRITABLE = 33,
	TELOS_REASON_FILE_DETACHED = 34,
	TELOS_REASON_FILE_TAINTED_WRITE = 35,
	TELOS_REASON_OBJECTS_FULL = 36,
	TELOS_REASON_FIFO_OPEN = 37,
	TELOS_REASON_DECOY_READ = 38,
	TELOS_REASON_CGROUP_ESCAPE = 40,
	TELOS_REASON_BPF_SYSCALL = 50,
	TELOS_REASON_PTRACE_OUTSIDE = 51,
	TELOS_REASON_PROTECTED_FILESYSTEM = 52,
	TELOS_REASON_SIGNAL_DAEMON = 53,
	TELOS_REASON_CLOCK_SET = 54,
	TELOS_REASON_IO_URING = 55,
	TELOS_REASON_NAMESPACE = 56,
	TELOS_REASON_KERNEL_INTERFACE = 57,
	TELOS_REASON_TASK_OUTSIDE = 58,
	TELOS_REASON_SHARED_IPC = 59,
	TELOS_REASON_TERMINAL = 60,
};

enum telos_net_operation {
	TELOS_NET_OPERATION_CREATE = 0,
	TELOS_NET_OPERATION_CONNECT = 1,
	TELOS_NET_OPERATION_SEND = 2,
	TELOS_NET_OPERATION_LISTEN = 3,
	TELOS_NET_OPERATION_BIND = 4,
	TELOS_NET_OPERATION_ACCEPT = 5,
	TELOS_NET_OPERATION_RECEIVE = 6,
	TELOS_NET_OPERATION_PACKET = 7,
	TELOS_NET_OPERATION_ARRIVE = 8,
};

enum telos_stat {
	TELOS_STAT_EVENTS_DROPPED = 0,
	TELOS_STAT_STATE_MISSING = 1,
	TELOS_STAT_STORAGE_FULL = 2,
	TELOS_STAT_LABEL_TOO_DEEP = 3,
	TELOS_STAT_DECISIONS = 4,
	TELOS_STAT_EGRESS_DROPPED = 5,
	TELOS_STAT_OBJECTS_FULL = 6,
};

enum telos_xdp_stat {
	TELOS_XDP_STAT_PASSED = 0,
	TELOS_XDP_STAT_DROPPED4 = 1,
	TELOS_XDP_STAT_DROPPED6 = 2,
	TELOS_XDP_STAT_EXPIRED = 3,
	TELOS_XDP_STAT_GUARDED = 4,
	TELOS_XDP_STAT_MALFORMED = 5,
	TELOS_XDP_STAT_UNTOLD = 6,
};

enum telos_event_kind {
	TELOS_EVENT_KIND_EXEC = 1,
	TELOS_EVENT_KIND_NETWORK = 2,
	TELOS_EVENT_KIND_FILE = 3,
	TELOS_EVENT_KIND_TAMPER = 4,
};

/*
 * Which file, whatever it is called: the kernel's own numbers, as the gates see them (never stat(2)'s).
 * The type (S_IFMT) is part of it, because overlayfs numbers directories and files independently. So is the layer: 1
 * for an overlay's file that has the number of its inode in the upper layer, which a file of a lower one may have too.
 */
struct telos_file_id {
	__u64 inode;
	__u32 device;
	__u32 generation;
	__u32 type;
	__u32 layer;
};
_Static_assert(sizeof(struct telos_file_id) == 24, "telos_file_id");

/* labels_version: counts the daemon's changes of labels and names. */
struct telos_config {
	__u64 agents_cgroup_id;
	__u32 daemon_pid;
	enum telos_taint slam_level;
	__u32 flags;
	__u32 labels_version;
};
_Static_assert(sizeof(struct telos_config) == 24, "telos_config");

/* program: what this task executes, so that its own text may be mapped. */
struct telos_task_state {
	__u32 agent_id;
	__u32 flags;
	struct telos_file_id program;
};
_Static_assert(sizeof(struct telos_task_state) == 32, "telos_task_state");

/*
 * The daemon writes it; one update swaps the whole policy, because grants name their generation. A gate may see it half
 * updated, by whole words: generation and flags are one, and every grant has an end of its own. dns_port: where on loopback
 * the daemon answers this agent and no other, whatever resolver it names; in host order, the same for as long as the agent
 * is there, 0 for no redirect. parent_id: the agent that started this one, and stays as long; 0: a person did.
 */
struct telos_agent {
	__u64 expires_ns;
	__u32 generation;
	__u32 flags;
	__u32 agent_id;
	enum telos_mode mode;
	__u16 dns_port;
	__u16 fail_modes;
	__u32 parent_id;
};
_Static_assert(sizeof(struct telos_agent) == 32, "telos_agent");

/*
 * The gates write it, atomically; the daemon creates it, and raises taints. Taint only rises. cell: the agent whose
 * taint is also this one's, because they share memory; 0 is this agent itself.
 */
struct telos_agent_state {
	enum telos_taint taint;
	__u32 cell;
	__u32 agent_id;
	__u32 flags;
	__u64 events_dropped;
	__u64 refused[TELOS_GATES_COUNT];
	__u32 events_second;
	__u32 events_count;
};
_Static_assert(sizeof(struct telos_agent_state) == 80, "telos_agent_state");

/* The daemon writes it as long as all of its parts get on: at this boot time it is to be taken for dead. 0: from the start. */
struct telos_pulse {
	__u64 stale_at_ns;
};
_Static_assert(sizeof(struct telos_pulse) == 8, "telos_pulse");

struct telos_file_key {
	__u32 agent_id;
	__u32 generation;
	struct telos_file_id file;
};
_Static_assert(sizeof(struct telos_file_key) == 32, "telos_file_key");

/* arguments: the id of the set of arguments that the program may not be given; 0 refuses none. */
struct telos_exec_grant {
	__u64 expires_ns;
	__u64 ctime_ns;
	__u32 flags;
	__u32 arguments;
};
_Static_assert(sizeof(struct telos_exec_grant) == 24, "telos_exec_grant");

/* Options of one letter, a bit an ASCII code: refused, with a value, with a value that begins with a key. */
struct telos_argument_set {
	__u64 refused_low;
	__u64 refused_high;
	__u64 valued_low;
	__u64 valued_high;
	__u64 keyed_low;
	__u64 keyed_high;
	__u32 flags;
	__u32 reserved;
};
_Static_assert(sizeof(struct telos_argument_set) == 56, "telos_argument_set");

/* A long option, a key or a variable's name of one set, padded with zero. */
struct telos_argument_word {
	__u32 set_id;
	char text[TELOS_WORD_BYTES];
};
_Static_assert(sizeof(struct telos_argument_word) == 36, "telos_argument_word");

/* A part of a script's name. part: its set of arguments, shifted, and below it 0 or the value of the part before. */
struct telos_script_key {
	__u32 agent_id;
	__u32 generation;
	__u32 part;
	char text[TELOS_WORD_BYTES];
};
_Static_assert(sizeof(struct telos_script_key) == 44, "telos_script_key");

struct telos_variable_key {
	__u32 agent_id;
	char name[TELOS_WORD_BYTES];
};
_Static_assert(sizeof(struct telos_variable_key) == 36, "telos_variable_key");

/* What the agent was launched with, padded with zero; a value that does not fit is not there. */
struct telos_variable {
	char value[TELOS_PATH_BYTES];
};
_Static_assert(sizeof(struct telos_variable) == 256, "telos_variable");

/* IPv4 addresses are held as ::ffff:a.b.c.d, so that a mapped destination is the same key. Port in host order. */
struct telos_net_key {
	__u32 agent_id;
	__u32 generation;
	__u8 address[TELOS_ADDRESS_BYTES];
	__u16 port;
	__u8 protocol;
	__u8 reserved;
};
_Static_assert(sizeof(struct telos_net_key) == 28, "telos_net_key");

/* Which resolver a socket named last, and the dns_port it was led to. As in telos_net_key; the gates' alone. */
struct telos_resolver {
	__u8 address[TELOS_ADDRESS_BYTES];
	__u16 port;
	__u16 dns_port;
};
_Static_assert(sizeof(struct telos_resolver) == 20, "telos_resolver");

struct telos_net_grant {
	__u64 expires_ns;
};
_Static_assert(sizeof(struct telos_net_grant) == 8, "telos_net_grant");

/* Nothing is let in from it. The XDP program's: hits, checked, told_second. reason: Hyperion's BlockReason. */
struct telos_block {
	__u64 expires_ns;
	__u64 hits;
	__u64 checked;
	__u32 told_second;
	__u16 reason;
	__u16 flags;
};
_Static_assert(sizeof(struct telos_block) == 32, "telos_block");

struct telos_address {
	__u8 octets[TELOS_ADDRESS_BYTES];
};
_Static_assert(sizeof(struct telos_address) == 16, "telos_address");

/* An address that is let in, listed or not. */
struct telos_block_guard {
	__u64 expires_ns;
	__u32 flags;
	__u32 reserved;
};
_Static_assert(sizeof(struct telos_block_guard) == 16, "telos_block_guard");

struct telos_file_grant {
	__u64 expires_ns;
	__u32 access;
	__u32 reserved;
};
_Static_assert(sizeof(struct telos_file_grant) == 16, "telos_file_grant");

/*
 * A directory's label covers its subtree. level: the taint that a read raises. gated: the accesses that need a
 * grant. grantable: those that a grant can open at all, whatever words or links led to it.
 */
struct telos_label {
	enum telos_taint level;
	__u32 gated;
	__u32 grantable;
	__u32 flags;
};
_Static_assert(sizeof(struct telos_label) == 16, "telos_label");

/*
 * A name that is labelled wherever it stands, so that it need not exist yet; asked for writes only. Both padded with
 * zero; an empty parent is any. "*.sample" stands for every file whose name ends so.
 */
struct telos_name_key {
	char parent[TELOS_NAME_BYTES];
	char name[TELOS_NAME_BYTES];
};
_Static_assert(sizeof(struct telos_name_key) == 64, "telos_name_key");

/* What an agent wrote while it was tainted, or maps writable together with others. */
struct telos_shared_object {
	__u32 agent_id;
	enum telos_taint taint;
};
_Static_assert(sizeof(struct telos_shared_object) == 8, "telos_shared_object");

/* What is known of a file as long as nothing that it rests on has changed (clear.h). The gates alone read and write it. */
struct telos_clear {
	__u64 mount;
	__u64 mount_event;
	__u64 parent;
	__u64 parent_inode;
	__u32 parent_generation;
	__u32 renames;
	__u32 labels;
	__u32 objects;
	__u32 count;
	__u32 reserved;
};
_Static_assert(sizeof(struct telos_clear) == 56, "telos_clear");

/* Whose packets leave from this cgroup. */
struct telos_cgroup {
	__u32 agent_id;
	__u32 flags;
};
_Static_assert(sizeof(struct telos_cgroup) == 8, "telos_cgroup");

/* A line of the identify iterator, of one descriptor. links: its names. mapped_writable: no time tells a change. */
struct telos_open_file {
	struct telos_file_id file;
	__u64 ctime_ns;
	__u32 descriptor;
	__u32 links;
	__u32 mapped_writable;
	__u32 reserved;
};
_Static_assert(sizeof(struct telos_open_file) == 48, "telos_open_file");

/* pid 0: there is none. */
struct telos_ancestor {
	__u32 pid;
	char comm[TELOS_COMM_BYTES];
};
_Static_assert(sizeof(struct telos_ancestor) == 20, "telos_ancestor");

struct telos_event_header {
	__u64 time_ns;
	enum telos_event_kind kind;
	enum telos_gate gate;
	enum telos_verdict verdict;
	enum telos_reason reason;
	enum telos_taint taint;
	__u32 agent_id;
	__u32 pid;
	__u32 tid;
	__u32 uid;
	char comm[TELOS_COMM_BYTES];
	struct telos_ancestor parent;
	struct telos_ancestor grandparent;
	struct telos_ancestor great_grandparent;
};
_Static_assert(sizeof(struct telos_event_header) == 120, "telos_event_header");

struct telos_event_exec {
	struct telos_event_header header;
	struct telos_file_id file;
	__u64 ctime_ns;
	char path[TELOS_PATH_BYTES];
};
_Static_assert(sizeof(struct telos_event_exec) == 408, "telos_event_exec");

struct telos_event_network {
	struct telos_event_header header;
	__u8 address[TELOS_ADDRESS_BYTES];
	enum telos_net_operation operation;
	__u16 family;
	__u16 socket_type;
	__u16 port;
	__u16 protocol;
	__u32 reserved;
};
_Static_assert(sizeof(struct telos_event_network) == 152, "telos_event_network");

/* call: the number of the system call that it happened in, with TELOS_CALL_I386 one of the 32-bit ones. */
struct telos_event_file {
	struct telos_event_header header;
	struct telos_file_id file;
	struct telos_file_id labelled;
	enum telos_taint level;
	__u16 access;
	__u16 call;
	char path[TELOS_PATH_BYTES];
};
_Static_assert(sizeof(struct telos_event_file) == 432, "telos_event_file");

struct telos_event_tamper {
	struct telos_event_header header;
	__u32 target_pid;
	__u32 detail;
};
_Static_assert(sizeof(struct telos_event_tamper) == 128, "telos_event_tamper");

#ifdef __bpf__
/* Weak, because every gate's object carries the definitions and the linker keeps one of each. */
ARRAY_MAP(1, struct telos_config) telos_config __weak SEC(".maps");
SHARED_ARRAY_MAP(1, struct telos_pulse) telos_pulse __weak SEC(".maps");
STORAGE_MAP(BPF_MAP_TYPE_TASK_STORAGE, struct telos_task_state) telos_tasks __weak SEC(".maps");
/* By the agent's number modulo TELOS_AGENTS_MAX; an entry that names another agent, or none, is not its own. */
ARRAY_MAP(TELOS_AGENTS_MAX, struct telos_agent) telos_agents __weak SEC(".maps");
SHARED_ARRAY_MAP(TELOS_AGENTS_MAX, struct telos_agent_state) telos_agent_states __weak SEC(".maps");
HASH_MAP(TELOS_EXEC_GRANTS_MAX, struct telos_file_key, struct telos_exec_grant)
telos_exec_grants __weak SEC(".maps");
HASH_MAP(TELOS_ARGUMENT_SETS_MAX, __u32, struct telos_argument_set) telos_argument_sets __weak SEC(".maps");
HASH_MAP(TELOS_ARGUMENT_WORDS_MAX, struct telos_argument_word, __u32)
telos_argument_words __weak SEC(".maps");
HASH_MAP(TELOS_VARIABLES_MAX, struct telos_variable_key, struct telos_variable)
telos_variables __weak SEC(".maps");
HASH_MAP(TELOS_SCRIPTS_MAX, struct telos_script_key, __u32) telos_scripts __weak SEC(".maps");
HASH_MAP(TELOS_NET_GRANTS_MAX, struct telos_net_key, struct telos_net_grant)
telos_net_grants __weak SEC(".maps");
HASH_MAP(TELOS_FILE_GRANTS_MAX, struct telos_file_key, struct telos_file_grant)
telos_file_grants __weak SEC(".maps");
HASH_MAP(TELOS_LABELS_MAX, struct telos_file_id, struct telos_label) telos_labels __weak SEC(".maps");
HASH_MAP(TELOS_NAMES_MAX, struct telos_name_key, struct telos_label) telos_names __weak SEC(".maps");
HASH_MAP(TELOS_OBJECTS_MAX, struct telos_file_id, struct telos_shared_object)
telos_objects __weak SEC(".maps");
/* Directories on the way to labelled paths; a change of names in one of them is told. The value says nothing. */
HASH_MAP(TELOS_DIRECTORIES_MAX, struct telos_file_id, __u32) telos_directories __weak SEC(".maps");
RING_MAP(TELOS_CHANGES_BYTES) telos_changes __weak SEC(".maps");
/* How many objects the gates have noted so far, and how often one was tainted: what was known to be none is asked again. */
ARRAY_MAP(TELOS_NOTED_COUNT, __u32) telos_objects_noted __weak SEC(".maps");
STORAGE_MAP(BPF_MAP_TYPE_INODE_STORAGE, struct telos_clear) telos_clear_files __weak SEC(".maps");
STORAGE_MAP(BPF_MAP_TYPE_SK_STORAGE, struct telos_resolver) telos_resolvers __weak SEC(".maps");
STORAGE_MAP(BPF_MAP_TYPE_SK_STORAGE, __u32) telos_silenced __weak SEC(".maps");
/* Pseudo-terminals that agents made, by their number. */
HASH_MAP(TELOS_TERMINALS_MAX, __u32, __u32) telos_terminals __weak SEC(".maps");
/* Programs of several names that were ever granted: no name leads to a descriptor that writes. */
HASH_MAP(TELOS_PROGRAMS_MAX, struct telos_file_id, __u32) telos_programs __weak SEC(".maps");
HASH_MAP(TELOS_CGROUPS_MAX, __u64, struct telos_cgroup) telos_cgroups __weak SEC(".maps");
RING_MAP(TELOS_EVENTS_BYTES) telos_events __weak SEC(".maps");
COUNTERS_MAP(TELOS_STATS_COUNT) telos_stats __weak SEC(".maps");
/* By the source address as it stands in the packet. Never LRU: an address must not be forgotten for another's sake. */
HASH_MAP(TELOS_BLOCKS_MAX, __u32, struct telos_block) telos_blocks4 __weak SEC(".maps");
HASH_MAP(TELOS_BLOCKS_MAX, struct telos_address, struct telos_block) telos_blocks6 __weak SEC(".maps");
/* IPv4 as in telos_net_key. */
HASH_MAP(TELOS_BLOCK_GUARDS_MAX, struct telos_address, struct telos_block_guard)
telos_block_guards __weak SEC(".maps");
COUNTERS_MAP(TELOS_XDP_STATS_COUNT) telos_xdp_stats __weak SEC(".maps");
/* By the number that the letters are (server_name.h), whose decoy has them; a socket that is silenced sent some. */
HASH_MAP(TELOS_TOKEN_PIECES_MAX, __u64, __u32) telos_token_pieces __weak SEC(".maps");
#endif /* __bpf__ */
#endif /* TELOS_COMMON_MAPS_H */
