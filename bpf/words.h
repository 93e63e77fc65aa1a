/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What reads the strings of a new program one byte at a time, and the words in them that are looked up whole.
 */
#ifndef TELOS_WORDS_H
#define TELOS_WORDS_H

#include "awk.h"
#include "gate.h"

/* What the bytes of the present string are. */
enum argument_part {
	PART_SKIPPED,
	PART_DASH,
	PART_FIRST_CLUSTER,
	PART_CLUSTER,
	PART_VALUE,
	PART_KEY_VALUE,
	PART_KEY,
	PART_KEY_TOLD,
	PART_WORD,
	PART_WORD_CUT,
	PART_NAME,
	PART_KEPT,
	PART_ITEMS,
	PART_QUOTED_KEY,
	PART_KEY_CLOSED,
	PART_QUOTE_EXPECTED,
	PART_QUOTED_VALUE,
	PART_VALUE_CLOSED,
	PART_ESCAPED,
	PART_SCRIPT,
	PART_LOGIN,
};

enum argument_end {
	ARGUMENTS_GAVE_UP,
	ARGUMENTS_REFUSED,
	ARGUMENTS_GRANTED,
};

/* Small, because the frames of all functions together have 512 bytes. */
struct argument_reader {
	struct telos_argument_set set;
	struct telos_argument_word word;
	__u32 length;
	__u64 tables;
	__u64 address;
	__u64 page;
	__u32 string;
	__u32 arguments_count;
	__u32 strings_count;
	__u32 operands;
	__u32 agent_id;
	__u32 generation;
	__u32 script_part;
	struct awk_reader awk;
	__u8 begun;
	__u8 value_follows;
	__u8 key_letter;
	__u8 key_follows;
	__u8 part;
	__u8 end;
};

static __always_inline bool runs_scripts(const struct argument_reader *reader)
{
	return reader->set.flags & TELOS_ARGUMENT_SCRIPT_FIRST;
}

static __always_inline void append(struct argument_reader *reader, __u32 letter)
{
	__u32 length = reader->length;

	/* A word that is longer than any that is known. */
	if (length >= TELOS_WORD_BYTES - 1) {
		reader->length = TELOS_WORD_BYTES;
		return;
	}
	reader->word.text[length & (TELOS_WORD_BYTES - 1)] = letter;
	reader->length = length + 1;
}

static __always_inline void begin_text(struct argument_reader *reader, enum argument_part part)
{
	__builtin_memset(reader->word.text, 0, sizeof(reader->word.text));
	reader->length = 0;
	reader->part = part;
}

static __always_inline void begin_word(struct argument_reader *reader, enum argument_part part, __u32 letter)
{
	begin_text(reader, part);
	reader->word.text[0] = '-';
	reader->word.text[1] = letter;
	reader->length = 2;
}

/* 6.1 takes a key from the stack, not from the memory of another function. */
static __always_inline __u32 find_word(struct argument_reader *reader)
{
	struct telos_argument_word word = reader->word;
	__u32 *kind;

	if (reader->length >= TELOS_WORD_BYTES)
		return 0;
	kind = bpf_map_lookup_elem(&telos_argument_words, &word);
	return kind ? *kind : 0;
}

#endif /* TELOS_WORDS_H */
