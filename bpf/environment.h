/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The variables that lead a granted program to options which it may not be given: Telos.Core.Exec.EnvironmentMatcher,
 * one byte at a time. They may be what the agent was launched with and nothing else; GIT_CONFIG_PARAMETERS, with which
 * git passes its own -c on, may hold the keys that -c may.
 * Fails closed: a variable that was not there at the launch, a list that is not written as git does (quote.c).
 */
#ifndef TELOS_ENVIRONMENT_H
#define TELOS_ENVIRONMENT_H

#include "words.h"

static __always_inline bool is_as_launched(struct argument_reader *reader, __u32 letter)
{
	struct telos_variable_key key = { .agent_id = reader->agent_id };
	__u32 index = reader->length++;
	struct telos_variable *launched;

	__builtin_memcpy(key.name, reader->word.text, sizeof(key.name));
	launched = bpf_map_lookup_elem(&telos_variables, &key);
	return launched && index < TELOS_PATH_BYTES &&
	       (__u8)launched->value[index & (TELOS_PATH_BYTES - 1)] == letter;
}

/* bash takes commands from variables of such names, whatever else it is told. */
static __always_inline bool defines_command(const struct argument_reader *reader)
{
	const union short_name low = { "BASH_FUN" };

	return runs_scripts(reader) && *(__u64 *)reader->word.text == low.words[0] &&
	       reader->word.text[8] == 'C' && reader->word.text[9] == '_';
}

static __always_inline void end_name(struct argument_reader *reader)
{
	__u32 kind = find_word(reader);

	reader->length = 0;
	reader->part = PART_SKIPPED;
	if (kind == TELOS_WORD_KEPT)
		reader->part = PART_KEPT;
	else if (kind == TELOS_WORD_ITEMS)
		reader->part = PART_ITEMS;
}

static __always_inline bool next(struct argument_reader *reader, enum argument_part part)
{
	reader->part = part;
	return false;
}

static __always_inline bool take_key(struct argument_reader *reader, __u32 letter)
{
	if (letter != '=' && letter != '\'') {
		append(reader, lower_case(letter));
		return false;
	}
	reader->part = letter == '=' ? PART_QUOTED_VALUE : PART_KEY_CLOSED;
	return !find_word(reader);
}

/* 'key'='value' 'key=value' with '\'' for a quote. True: refused. */
static __always_inline bool take_item_letter(struct argument_reader *reader, __u32 letter)
{
	switch (reader->part) {
	case PART_ITEMS:
		if (letter == '\'')
			begin_word(reader, PART_QUOTED_KEY, 'c');
		return letter != '\'' && letter != ' ';
	case PART_QUOTED_KEY:
		return take_key(reader, letter);
	case PART_KEY_CLOSED:
		if (letter == '=')
			return next(reader, PART_QUOTE_EXPECTED);
		return letter != ' ' || next(reader, PART_ITEMS);
	case PART_QUOTE_EXPECTED:
		return letter != '\'' || next(reader, PART_QUOTED_VALUE);
	case PART_QUOTED_VALUE:
		return letter == '\'' && next(reader, PART_VALUE_CLOSED);
	case PART_VALUE_CLOSED:
		if (letter == '\\')
			return next(reader, PART_ESCAPED);
		return letter != ' ' || next(reader, PART_ITEMS);
	case PART_ESCAPED:
		return next(reader, PART_QUOTE_EXPECTED);
	default:
		return false;
	}
}

/* True: refused. */
static __always_inline bool take_variable_letter(struct argument_reader *reader, __u32 letter)
{
	if (reader->part == PART_KEPT)
		return !is_as_launched(reader, letter);
	if (reader->part != PART_NAME)
		return take_item_letter(reader, letter);
	if (letter != '=') {
		append(reader, letter);
		return false;
	}
	end_name(reader);
	return defines_command(reader);
}

/* True: refused. */
static __always_inline bool end_variable(struct argument_reader *reader)
{
	return reader->part == PART_KEPT && !is_as_launched(reader, 0);
}

#endif /* TELOS_ENVIRONMENT_H */
