/* SPDX-License-Identifier: MIT */
/*
 * What a measured program tells the counting plugin, without a system call: nopl disp32(%rax,%rax), which does nothing,
 * with a displacement that no compiler would choose. Bits make up the tag, most significant first.
 */
#ifndef TELOS_BENCH_MARKS_H
#define TELOS_BENCH_MARKS_H

#define MARK_OPCODE 0x0f, 0x1f, 0x84, 0x00, 0xca, 0xfe, 0x7e
#define MARK_BYTES 8

#define MARK_ZERO 0
#define MARK_ONE 1
#define MARK_BEGIN 2
#define MARK_END 3

#define MARK_TAG_BITS 32

#define MARK_TEXT(bytes) MARK_STRING(bytes)
#define MARK_STRING(...) #__VA_ARGS__
#define MARK(kind) asm volatile(".byte " MARK_TEXT(MARK_OPCODE) ", %c0" ::"i"(kind) : "memory")

/* state: the column, call: the row. */
static inline void mark_tag(unsigned int state, unsigned int call)
{
	unsigned int tag = state << 16 | call;
	int i;

	for (i = MARK_TAG_BITS - 1; i >= 0; i--) {
		if (tag >> i & 1)
			MARK(MARK_ONE);
		else
			MARK(MARK_ZERO);
	}
}

#endif /* TELOS_BENCH_MARKS_H */
