/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What common_maps.h declares more than once; Telos.Generators knows these macros by their names. */
#ifndef TELOS_MAP_SHAPES_H
#define TELOS_MAP_SHAPES_H

/* Not allocated before it is filled. */
#define HASH_MAP(entries, key_type, value_type) \
	struct { \
		__uint(type, BPF_MAP_TYPE_HASH); \
		__uint(max_entries, entries); \
		__uint(map_flags, BPF_F_NO_PREALLOC); \
		__type(key, key_type); \
		__type(value, value_type); \
	}

#define ARRAY_MAP(entries, value_type) \
	struct { \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__uint(max_entries, entries); \
		__type(key, __u32); \
		__type(value, value_type); \
	}

/* The daemon maps it, to change single fields as atomically as the gates do. */
#define SHARED_ARRAY_MAP(entries, value_type) \
	struct { \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__uint(max_entries, entries); \
		__uint(map_flags, BPF_F_MMAPABLE); \
		__type(key, __u32); \
		__type(value, value_type); \
	}

#define COUNTERS_MAP(entries) \
	struct { \
		__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); \
		__uint(max_entries, entries); \
		__type(key, __u32); \
		__type(value, __u64); \
	}

#define RING_MAP(bytes) \
	struct { \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, bytes); \
	}

/* With the task, the inode or the socket itself. */
#define STORAGE_MAP(map_type, value_type) \
	struct { \
		__uint(type, map_type); \
		__uint(map_flags, BPF_F_NO_PREALLOC); \
		__type(key, __u32); \
		__type(value, value_type); \
	}

#endif /* TELOS_MAP_SHAPES_H */
