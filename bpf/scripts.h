/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The scripts that an interpreter was granted for: its first operand is one of them, letter by letter, or it does not
 * start. Names are kept in parts of TELOS_WORD_BYTES, each of which leads to the next; the last one ends in a zero.
 */
#ifndef TELOS_SCRIPTS_H
#define TELOS_SCRIPTS_H

#include "words.h"

/* The part is one of the agent's. Not a function of its own: there is no stack left for one. */
static __always_inline bool take_script_part(struct argument_reader *reader)
{
	struct telos_script_key key = {
		.agent_id = reader->agent_id,
		.generation = reader->generation,
		.part = reader->script_part,
	};
	__u32 *next;

	__builtin_memcpy(key.text, reader->word.text, sizeof(key.text));
	next = bpf_map_lookup_elem(&telos_scripts, &key);
	if (!next)
		return false;
	reader->script_part = *next;
	return true;
}

/* True: refused. */
static __always_inline bool take_script_letter(struct argument_reader *reader, __u32 letter)
{
	reader->word.text[reader->length & (TELOS_WORD_BYTES - 1)] = letter;
	if (++reader->length < TELOS_WORD_BYTES)
		return false;
	if (!take_script_part(reader))
		return true;
	begin_text(reader, PART_SCRIPT);
	return false;
}

/* The other letters with a key are options by name (sh -o pipefail), of which the harmless ones are listed. */
static __always_inline bool names_module(const struct argument_reader *reader)
{
	return runs_scripts(reader) && reader->key_letter == 'm';
}

/* What follows is for the script to read. "-mMODULE" stands for a module. */
static __always_inline void begin_module(struct argument_reader *reader)
{
	reader->operands++;
	begin_word(reader, PART_SCRIPT, reader->key_letter);
}

/* The last argument was read, and none named a script: the interpreter would read one from its input. */
static __always_inline bool lacks_script(const struct argument_reader *reader)
{
	return runs_scripts(reader) && !reader->operands && reader->string + 1 == reader->arguments_count;
}

#endif /* TELOS_SCRIPTS_H */
