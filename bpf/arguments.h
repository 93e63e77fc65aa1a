/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The arguments that a granted program may not be given: Telos.Core.Exec.ArgumentMatcher, one byte at a time, so that
 * nothing but its state is kept. Read from the new program's memory, which the strings were copied to before
 * bprm_check_security and which no other thread can reach: what is judged is what the program gets.
 * Fails closed: a set that is missing, a page that is not in memory, more than ARGUMENT_BYTES_MAX.
 */
#ifndef TELOS_ARGUMENTS_H
#define TELOS_ARGUMENTS_H

#include "awk.h"
#include "gate.h"
#include "page.h"

#define ARGUMENT_BYTES_MAX (1 << 18)

/* What the bytes of the present argument are. */
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
};

enum argument_end {
	ARGUMENTS_GAVE_UP,
	ARGUMENTS_REFUSED,
	ARGUMENTS_GRANTED,
};

struct argument_reader {
	struct telos_argument_set set;
	struct telos_argument_word word;
	__u32 length;
	__u64 tables;
	__u64 address;
	__u64 page;
	__u32 argument;
	__u32 arguments_count;
	__u32 begun;
	__u32 operands;
	__u32 value_follows;
	__u32 key_letter;
	__u32 key_follows;
	struct awk_reader awk;
	enum argument_part part;
	enum argument_end end;
};

static __always_inline bool has_letter(__u64 low, __u64 high, __u32 letter)
{
	if (letter >= 128)
		return false;
	return ((letter < 64 ? low : high) >> (letter & 63)) & 1;
}

/* ssh's strdelim (readconf.c). */
static __always_inline bool is_delimiter(__u32 letter)
{
	return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n' || letter == '"' || letter == '=';
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

static __always_inline void begin_word(struct argument_reader *reader, enum argument_part part, __u32 letter)
{
	__builtin_memset(reader->word.text, 0, sizeof(reader->word.text));
	reader->word.text[0] = '-';
	reader->word.text[1] = letter;
	reader->length = 2;
	reader->part = part;
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

static __always_inline void begin_argument(struct argument_reader *reader, __u32 letter)
{
	reader->begun = 1;
	reader->awk.call = 0;
	reader->awk.pipe = 0;
	reader->awk.previous = ' ';
	reader->part = PART_SKIPPED;
	if (!reader->argument)
		return;
	if (reader->key_follows) {
		reader->key_follows = 0;
		begin_word(reader, PART_KEY, reader->key_letter);
	} else if (reader->value_follows) {
		reader->value_follows = 0;
	} else if (letter == '-') {
		reader->part = PART_DASH;
	} else {
		reader->operands++;
		if (reader->argument == 1 && (reader->set.flags & TELOS_ARGUMENT_FIRST_IS_CLUSTER))
			reader->part = PART_FIRST_CLUSTER;
	}
}

static __always_inline bool take_cluster_letter(struct argument_reader *reader, __u32 letter)
{
	if (has_letter(reader->set.refused_low, reader->set.refused_high, letter))
		return true;
	if (has_letter(reader->set.keyed_low, reader->set.keyed_high, letter)) {
		reader->key_letter = letter;
		reader->part = PART_KEY_VALUE;
	} else if (has_letter(reader->set.valued_low, reader->set.valued_high, letter)) {
		reader->part = PART_VALUE;
	}
	return false;
}

static __always_inline bool take_second(struct argument_reader *reader, __u32 letter)
{
	if (letter == '-' || (reader->set.flags & TELOS_ARGUMENT_SINGLE_DASH_WORDS)) {
		begin_word(reader, PART_WORD, letter);
		return false;
	}
	reader->part = PART_SKIPPED;
	if (reader->operands && (reader->set.flags & TELOS_ARGUMENT_LETTERS_END_AT_OPERAND))
		return false;
	reader->part = PART_CLUSTER;
	return take_cluster_letter(reader, letter);
}

static __always_inline void take_key_letter(struct argument_reader *reader, __u32 letter)
{
	if (!is_delimiter(letter))
		append(reader, lower_case(letter));
	else if (reader->length > 2)
		reader->part = PART_KEY_TOLD;
}

static __always_inline void take_word_letter(struct argument_reader *reader, __u32 letter)
{
	if (letter == '=' && !(reader->set.flags & TELOS_ARGUMENT_SINGLE_DASH_WORDS))
		reader->part = PART_WORD_CUT;
	else
		append(reader, reader->set.flags & TELOS_ARGUMENT_FOLDS_CASE ? lower_case(letter) : letter);
}

/* True: refused. */
static __always_inline bool take_letter(struct argument_reader *reader, __u32 letter)
{
	switch (reader->part) {
	case PART_DASH:
		return take_second(reader, letter);
	case PART_FIRST_CLUSTER:
		return has_letter(reader->set.refused_low, reader->set.refused_high, letter);
	case PART_CLUSTER:
		return take_cluster_letter(reader, letter);
	case PART_VALUE:
		reader->part = PART_SKIPPED;
		return false;
	case PART_KEY_VALUE:
		begin_word(reader, PART_KEY, reader->key_letter);
		take_key_letter(reader, letter);
		return false;
	case PART_KEY:
		take_key_letter(reader, letter);
		return false;
	case PART_WORD:
		take_word_letter(reader, letter);
		return false;
	default:
		return false;
	}
}

static __always_inline bool end_word(struct argument_reader *reader)
{
	__u32 kind = find_word(reader);

	if (kind == TELOS_WORD_VALUED && reader->part == PART_WORD && !reader->operands)
		reader->value_follows = 1;
	return kind == TELOS_WORD_REFUSED;
}

/* True: refused. */
static __always_inline bool end_argument(struct argument_reader *reader)
{
	switch (reader->part) {
	case PART_DASH:
		reader->operands++;
		return false;
	case PART_VALUE:
		reader->value_follows = !!(reader->set.flags & (TELOS_ARGUMENT_LETTERS_END_AT_OPERAND |
								TELOS_ARGUMENT_ENDS_AT_SECOND_OPERAND));
		return false;
	case PART_KEY_VALUE:
		reader->key_follows = 1;
		return false;
	case PART_KEY:
	case PART_KEY_TOLD:
		return !find_word(reader) != !(reader->set.flags & TELOS_ARGUMENT_KEYS_ARE_ALLOWED);
	case PART_WORD:
	case PART_WORD_CUT:
		return end_word(reader);
	default:
		return false;
	}
}

static __always_inline bool arguments_ended(const struct argument_reader *reader)
{
	return reader->argument >= reader->arguments_count ||
	       ((reader->set.flags & TELOS_ARGUMENT_ENDS_AT_SECOND_OPERAND) && reader->operands >= 2);
}

static __always_inline bool is_awk_start(struct argument_reader *reader, __u32 letter)
{
	return reader->argument && (reader->set.flags & TELOS_ARGUMENT_AWK_TEXT) &&
	       starts_others(&reader->awk, letter);
}

/*
 * A function of its own, to which the reader is memory of unknown content: inlined into the loop, every combination of
 * what it may hold is a way for the verifier. 1 ends the loop.
 */
__weak int telos_take_argument_byte(struct argument_reader *reader, __u32 letter)
{
	bool refused, dash = false;

	if (!reader)
		return 1;
	if (!reader->begun) {
		begin_argument(reader, letter);
		dash = reader->part == PART_DASH;
	}
	if (letter) {
		refused = (!dash && take_letter(reader, letter)) || is_awk_start(reader, letter);
	} else {
		refused = end_argument(reader);
		reader->begun = 0;
		reader->argument++;
	}
	if (!refused && (reader->begun || !arguments_ended(reader)))
		return 0;
	reader->end = refused ? ARGUMENTS_REFUSED : ARGUMENTS_GRANTED;
	return 1;
}

static long read_argument_byte(__u32 index, void *context)
{
	struct argument_reader *reader = context;
	__u32 offset = reader->address & (PAGE_BYTES - 1);
	unsigned char letter = 0;

	if (!index || !offset)
		reader->page = telos_find_page(reader->tables, reader->address);
	if (!reader->page || bpf_probe_read_kernel(&letter, sizeof(letter), (void *)(reader->page + offset)))
		return 1;
	reader->address++;
	return telos_take_argument_byte(reader, letter) != 0;
}

/* A function of its own for the verifier. 1: none of the strings that begin at this address is refused. */
__weak int telos_arguments_granted(__u64 tables, __u64 address, __u32 count, __u32 set_id)
{
	struct telos_argument_set *set = bpf_map_lookup_elem(&telos_argument_sets, &set_id);
	struct argument_reader reader = {};

	if (!set)
		return 0;
	reader.set = *set;
	reader.word.set_id = set_id;
	reader.tables = tables;
	reader.address = address;
	reader.arguments_count = count;
	bpf_loop(ARGUMENT_BYTES_MAX, read_argument_byte, &reader, 0);
	return reader.end == ARGUMENTS_GRANTED;
}

#endif /* TELOS_ARGUMENTS_H */
