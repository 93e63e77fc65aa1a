/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The arguments that a granted program may not be given: Telos.Core.Exec.ArgumentMatcher, one byte at a time, so that
 * nothing but its state is kept; then its environment. Read from the new program's memory, which the strings were
 * copied to before bprm_check_security and which no other thread can reach: what is judged is what the program gets.
 * Fails closed: a set that is missing, a page that is not in memory, more than STEPS_MAX to read.
 */
#ifndef TELOS_ARGUMENTS_H
#define TELOS_ARGUMENTS_H

#include "environment.h"
#include "gate.h"
#include "page.h"
#include "scripts.h"

#define STEPS_MAX (1 << 18)
#define CHUNK_BYTES 24

static __always_inline bool has_letter(__u64 low, __u64 high, __u32 letter)
{
	if (letter >= 128)
		return false;
	return ((letter < 64 ? low : high) >> (letter & 63)) & 1;
}

/* ssh's strdelim (readconf.c). */
static __always_inline bool is_delimiter(__u32 letter)
{
	return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n' || letter == '"' ||
	       letter == '=';
}

/* What follows is somebody else's command. */
static __always_inline bool has_told_all(const struct argument_reader *reader)
{
	if (runs_scripts(reader))
		return reader->operands;
	return (reader->set.flags & TELOS_ARGUMENT_ENDS_AT_SECOND_OPERAND) && reader->operands >= 2;
}

static __always_inline bool is_variable(const struct argument_reader *reader)
{
	return reader->string >= reader->arguments_count;
}

static __always_inline void begin_argument(struct argument_reader *reader, __u32 letter)
{
	reader->awk.call = 0;
	reader->awk.pipe = 0;
	reader->awk.previous = ' ';
	reader->awk.at = 0;
	/* A shell whose own name begins with a dash reads the profile of whoever starts it. */
	reader->part = !reader->string && letter == '-' && runs_scripts(reader) ? PART_LOGIN : PART_SKIPPED;
	if (!reader->string || has_told_all(reader))
		return;
	if (reader->key_follows) {
		reader->key_follows = 0;
		if (names_module(reader))
			begin_module(reader);
		else
			begin_word(reader, PART_KEY, reader->key_letter);
	} else if (reader->value_follows) {
		reader->value_follows = 0;
	} else if (letter == '-') {
		reader->part = PART_DASH;
	} else {
		reader->operands++;
		if (runs_scripts(reader))
			begin_text(reader, PART_SCRIPT);
		else if (reader->string == 1 && (reader->set.flags & TELOS_ARGUMENT_FIRST_IS_CLUSTER))
			reader->part = PART_FIRST_CLUSTER;
	}
}

static __always_inline void begin_string(struct argument_reader *reader, __u32 letter)
{
	reader->begun = 1;
	if (is_variable(reader))
		begin_text(reader, PART_NAME);
	else
		begin_argument(reader, letter);
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
	case PART_LOGIN:
		return true;
	case PART_SCRIPT:
		return take_script_letter(reader, letter);
	case PART_KEY_VALUE:
		if (names_module(reader)) {
			begin_module(reader);
			return take_script_letter(reader, letter);
		}
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
		return take_variable_letter(reader, letter);
	}
}

static __always_inline bool end_word(struct argument_reader *reader)
{
	__u32 kind = find_word(reader);

	if (kind == TELOS_WORD_VALUED && reader->part == PART_WORD && !reader->operands)
		reader->value_follows = 1;
	return kind == TELOS_WORD_REFUSED || (!kind && runs_scripts(reader));
}

/* True: refused. */
static __always_inline bool end_argument(struct argument_reader *reader)
{
	switch (reader->part) {
	case PART_DASH:
		reader->operands++;
		return runs_scripts(reader);
	case PART_VALUE:
		reader->value_follows = !!(reader->set.flags & (TELOS_ARGUMENT_LETTERS_END_AT_OPERAND |
								TELOS_ARGUMENT_ENDS_AT_SECOND_OPERAND |
								TELOS_ARGUMENT_SCRIPT_FIRST));
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
	case PART_SCRIPT:
		return !take_script_part(reader);
	default:
		return end_variable(reader);
	}
}

static __always_inline bool is_awk_text(const struct argument_reader *reader)
{
	return (reader->set.flags & TELOS_ARGUMENT_AWK_TEXT) && reader->string && !is_variable(reader);
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
		begin_string(reader, letter);
		dash = reader->part == PART_DASH;
	}
	if (letter) {
		refused = (!dash && take_letter(reader, letter)) ||
			  (is_awk_text(reader) && starts_others(&reader->awk, letter));
	} else {
		refused = end_argument(reader) || lacks_script(reader);
		reader->begun = 0;
		reader->string++;
	}
	if (!refused && (reader->begun || reader->string < reader->strings_count))
		return 0;
	reader->end = refused ? ARGUMENTS_REFUSED : ARGUMENTS_GRANTED;
	return 1;
}

/* How many bytes of what is skipped lie behind one another here; none at its end. */
static __always_inline __u32 skipped_bytes(struct argument_reader *reader, __u32 offset)
{
	__u32 room = PAGE_BYTES - offset;
	char chunk[CHUNK_BYTES];
	long length;

	if (!reader->begun || reader->part != PART_SKIPPED || is_awk_text(reader))
		return 0;
	if (room > CHUNK_BYTES)
		room = CHUNK_BYTES;
	length = bpf_probe_read_kernel_str(chunk, room, (void *)(reader->page + offset));
	return length > 1 ? length - 1 : 0;
}

static long read_argument_byte(__u32 index, void *context)
{
	struct argument_reader *reader = context;
	__u32 offset = reader->address & (PAGE_BYTES - 1), skipped;
	unsigned char letter = 0;

	if (!index || !offset)
		reader->page = telos_find_page(reader->tables, reader->address);
	if (!reader->page)
		return 1;
	skipped = skipped_bytes(reader, offset);
	if (skipped) {
		reader->address += skipped;
		return 0;
	}
	if (bpf_probe_read_kernel(&letter, sizeof(letter), (void *)(reader->page + offset)))
		return 1;
	reader->address++;
	return telos_take_argument_byte(reader, letter) != 0;
}

struct new_strings {
	__u64 tables;
	__u64 address;
	__u32 arguments_count;
	__u32 variables_count;
	__u32 agent_id;
	__u32 generation;
	__u32 set_id;
};

/*
 * A function of its own, behind which the verifier knows nothing of what the reader holds: 6.1 looks at the loop once
 * and would take the first round's values for those of every round. 0: no such set.
 */
__weak int telos_begin_strings(struct argument_reader *reader, const struct new_strings *strings)
{
	struct telos_argument_set *set;
	__u32 set_id;

	if (!reader || !strings)
		return 0;
	set_id = strings->set_id;
	set = bpf_map_lookup_elem(&telos_argument_sets, &set_id);
	if (!set)
		return 0;
	reader->set = *set;
	reader->word.set_id = set_id;
	reader->tables = strings->tables;
	reader->address = strings->address;
	reader->arguments_count = strings->arguments_count;
	reader->strings_count = strings->arguments_count + strings->variables_count;
	reader->agent_id = strings->agent_id;
	reader->generation = strings->generation;
	reader->script_part = set_id << TELOS_SCRIPT_SET_SHIFT;
	return 1;
}

/* 1: the set refuses none of the strings of the new program. */
__weak int telos_arguments_granted(struct new_strings *strings)
{
	struct argument_reader reader = {};

	if (!strings || !telos_begin_strings(&reader, strings))
		return 0;
	bpf_loop(STEPS_MAX, read_argument_byte, &reader, 0);
	return reader.end == ARGUMENTS_GRANTED;
}

#endif /* TELOS_ARGUMENTS_H */
