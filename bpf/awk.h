/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The ways in which an awk program says that it starts another: Telos.Core.Exec.AwkText, one byte at a time.
 */
#ifndef TELOS_AWK_H
#define TELOS_AWK_H

#include "kernel.h"

/* How far "system(", a pipe and what follows an at sign have come. */
struct awk_reader {
	__u8 call;
	__u8 pipe;
	__u8 previous;
	__u8 at;
};

static __always_inline __u32 lower_case(__u32 letter)
{
	return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
}

/* A backslash before the end of a line is nothing to awk. */
static __always_inline bool is_blank(__u32 letter)
{
	return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r' || letter == '\\';
}

/* A text of up to 8 letters, the first one lowest. */
static __always_inline bool is_nth(__u64 text, __u32 n, __u32 letter)
{
	return ((text >> ((n & 7) * 8)) & 0xff) == letter;
}

#define AWK_SYSTEM 0x6d6574737973ULL
#define AWK_SYSTEM_LENGTH 6
#define AWK_GETLINE 0x656e696c746567ULL
#define AWK_GETLINE_LENGTH 7
/* Steps of awk_pipe: behind the bar, behind blanks, then the letters of getline. */
#define AWK_BAR 1
#define AWK_BLANKS 2

static __always_inline bool is_awk_pipe(struct awk_reader *reader, __u32 letter)
{
	__u32 step = reader->pipe;

	if (step && step <= AWK_BLANKS && letter == '"')
		return true;
	if (letter == '|')
		reader->pipe = AWK_BAR;
	else if (step == AWK_BAR && letter == '&')
		reader->pipe = AWK_BLANKS;
	else if (step && step <= AWK_BLANKS && is_blank(letter))
		reader->pipe = AWK_BLANKS;
	else if (step && step <= AWK_BLANKS && letter == 'g')
		reader->pipe = AWK_BLANKS + 1;
	else if (step > AWK_BLANKS && is_nth(AWK_GETLINE, step - AWK_BLANKS, letter))
		reader->pipe = step + 1;
	else
		reader->pipe = 0;
	return reader->pipe >= AWK_BLANKS + AWK_GETLINE_LENGTH;
}

static __always_inline bool is_awk_call(struct awk_reader *reader, __u32 letter)
{
	__u32 before = lower_case(reader->previous), step = reader->call;
	bool begins = !(before >= 'a' && before <= 'z') && !(before >= '0' && before <= '9') && before != '_';

	reader->previous = letter;
	if (step >= AWK_SYSTEM_LENGTH && is_blank(letter))
		return false;
	if (step >= AWK_SYSTEM_LENGTH && letter == '(')
		return true;
	if (step && step < AWK_SYSTEM_LENGTH && is_nth(AWK_SYSTEM, step, letter))
		reader->call = step + 1;
	else
		reader->call = begins && letter == 's';
	return false;
}

static __always_inline bool is_awk_directive(struct awk_reader *reader, __u32 letter)
{
	__u32 folded = lower_case(letter);
	bool begins = reader->at;

	reader->at = letter == '@' || (begins && is_blank(letter));
	return begins && ((folded >= 'a' && folded <= 'z') || folded == '_');
}

/* True: with this letter the text says that it starts another program. */
static __always_inline bool starts_others(struct awk_reader *reader, __u32 letter)
{
	return is_awk_pipe(reader, letter) || is_awk_call(reader, letter) || is_awk_directive(reader, letter);
}

#endif /* TELOS_AWK_H */
