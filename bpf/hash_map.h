/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What is declared a dozen times in common_maps.h; Telos.Generators knows this macro by its name. */
#ifndef TELOS_HASH_MAP_H
#define TELOS_HASH_MAP_H

/* Not allocated before it is filled. */
#define HASH_MAP(entries, key_type, value_type) \
	struct { \
		__uint(type, BPF_MAP_TYPE_HASH); \
		__uint(max_entries, entries); \
		__uint(map_flags, BPF_F_NO_PREALLOC); \
		__type(key, key_type); \
		__type(value, value_type); \
	}

#endif /* TELOS_HASH_MAP_H */
