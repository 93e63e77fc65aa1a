/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Taint and its cells. A cell is what agents have in common that share writable memory: there the kernel sees no
 * single read or write, so that what one of them knows all of them may know. An agent's cell is the end of the chain
 * of telos_agent_state.cell. A cell that cannot be found counts as slammed.
 */
#ifndef TELOS_TAINT_H
#define TELOS_TAINT_H

#include "gate.h"

/* The highest taint is 4, and every lost race raised it: no more than 4 can be lost. */
#define TAINT_RAISES_MAX 5

struct cell {
	struct telos_agent_state *state;
	__u32 agent_id;
};

/* False: the chain is broken or too long. */
static __always_inline bool find_cell(__u32 agent_id, struct cell *cell)
{
	int i;

	for (i = 0; i < TELOS_CELL_STEPS_MAX; i++) {
		struct telos_agent_state *state = state_of(agent_id);

		if (!state)
			return false;
		if (!state->cell) {
			cell->state = state;
			cell->agent_id = agent_id;
			return true;
		}
		agent_id = state->cell;
	}
	return false;
}

/* True when the level rose. */
static __always_inline bool raise_state(struct telos_agent_state *state, enum telos_taint level)
{
	enum telos_taint seen = state->taint;
	int i;

	for (i = 0; i < TAINT_RAISES_MAX; i++) {
		enum telos_taint before;

		if (seen >= level)
			return false;
		before = __sync_val_compare_and_swap(&state->taint, seen, level);
		if (before == seen)
			return true;
		seen = before;
	}
	return false;
}

/* Functions of their own, so that the verifier checks each once a program. */

__weak int telos_cell_taint(__u32 agent_id)
{
	struct cell cell;

	return find_cell(agent_id, &cell) ? cell.state->taint : TELOS_TAINT_CRITICAL;
}

/* 1 when the level rose. A cell that was joined to another in between is followed once more. */
__weak int telos_raise_cell(__u32 agent_id, __u32 level)
{
	struct cell cell;
	bool rose;

	if (!find_cell(agent_id, &cell))
		return 0;
	rose = raise_state(cell.state, level);
	if (cell.state->cell && find_cell(cell.agent_id, &cell))
		raise_state(cell.state, level);
	return rose;
}

static __always_inline bool reaches_slam(enum telos_taint level)
{
	struct telos_config *config = configuration();

	return !config || level >= config->slam_level;
}

static __always_inline void note_fifo_in(struct telos_agent_state *state)
{
	__sync_fetch_and_or(&state->flags, TELOS_STATE_WRITES_FIFO);
}

static __always_inline void lend(struct telos_agent_state *state, const struct cell *root)
{
	raise_state(root->state, state->taint);
	if (state->flags & TELOS_STATE_WRITES_FIFO)
		note_fifo_in(root->state);
}

/*
 * vmsplice, tee and splice into a FIFO ask no hook, and what they put there are pages, which may be written later. So
 * nobody who opened one to write learns what slams it.
 */
static __always_inline bool leaks(const struct telos_agent_state *state)
{
	return (state->flags & TELOS_STATE_WRITES_FIFO) && reaches_slam(state->taint);
}

/*
 * Whoever changes the state that is hung below looks at its cell afterwards, as this looks at what it changed. A cell
 * that leaks all the same, because both happened at once, is joined no more.
 */
static __always_inline bool hang_below(struct telos_agent_state *state, const struct cell *root)
{
	bool writes_fifo = (state->flags | root->state->flags) & TELOS_STATE_WRITES_FIFO;

	if (writes_fifo && (reaches_slam(state->taint) || reaches_slam(root->state->taint)))
		return false;
	lend(state, root);
	if (__sync_val_compare_and_swap(&state->cell, 0, root->agent_id))
		return false;
	lend(state, root);
	return !leaks(root->state);
}

__weak int telos_note_fifo(__u32 agent_id)
{
	struct cell cell;

	if (!find_cell(agent_id, &cell))
		return 0;
	note_fifo_in(cell.state);
	if (cell.state->cell && find_cell(cell.agent_id, &cell))
		note_fifo_in(cell.state);
	return 1;
}

__weak int telos_cell_flags(__u32 agent_id)
{
	struct cell cell;

	return find_cell(agent_id, &cell) ? cell.state->flags : TELOS_STATE_WRITES_FIFO;
}

/*
 * Makes two agents one cell; 0: it cannot, and what would have joined them is refused. The lower number is the
 * cell's, so that two joins at once cannot make a ring.
 */
__weak int telos_join_cells(__u32 one, __u32 another)
{
	struct cell first, second;

	if (!find_cell(one, &first) || !find_cell(another, &second))
		return 0;
	if (first.agent_id == second.agent_id)
		return !leaks(first.state);
	if (first.agent_id < second.agent_id)
		return hang_below(second.state, &first);
	return hang_below(first.state, &second);
}

static __always_inline enum telos_taint taint_of(const struct caller *caller)
{
	if (!caller->state)
		return TELOS_TAINT_CRITICAL;
	return caller->state->cell ? telos_cell_taint(caller->state->cell) : caller->state->taint;
}

/* A caller without state is refused by policy_reason(), which says so. */
static __always_inline bool slammed(const struct caller *caller)
{
	return caller->state ? reaches_slam(taint_of(caller)) : !configuration();
}

static __always_inline bool writes_fifo(const struct caller *caller)
{
	__u32 flags = TELOS_STATE_WRITES_FIFO;

	if (caller->state)
		flags = caller->state->cell ? telos_cell_flags(caller->state->cell) : caller->state->flags;
	return flags & TELOS_STATE_WRITES_FIFO;
}

/* Before the open looks at the taint, as whoever raises the taint looks at this afterwards. */
static __always_inline void note_fifo(const struct caller *caller)
{
	if (!caller->state)
		return;
	note_fifo_in(caller->state);
	if (caller->state->cell)
		telos_note_fifo(caller->state->cell);
}

/*
 * Whether this agent may learn what raises its taint to this level: only when the flow gate is attached, which the
 * daemon sees to before any grant or object could raise one.
 */
static __always_inline bool may_be_tainted(const struct caller *caller, enum telos_taint level)
{
	struct telos_config *config = configuration();

	return level == TELOS_TAINT_CLEAN || (config && (config->flags & TELOS_CONFIG_FLOW)) ||
	       (caller->state && caller->state->taint >= level);
}

/* Asked before the taint is raised, so that a refused read taints nobody, and again after it: see note_fifo(). */
static __always_inline bool may_learn(const struct caller *caller, enum telos_taint level)
{
	return level == TELOS_TAINT_CLEAN || !writes_fifo(caller) || !reaches_slam(level);
}

/* True when the level rose: the caller tells it. The agent keeps its taint whatever becomes of its cell. */
static __always_inline bool raise_taint(const struct caller *caller, enum telos_taint level)
{
	bool rose = false;

	if (level == TELOS_TAINT_CLEAN || !caller->state)
		return false;
	if (caller->state->cell)
		rose = telos_raise_cell(caller->state->cell, level);
	rose |= raise_state(caller->state, level);
	/* It was joined to a cell meanwhile. */
	if (caller->state->cell)
		rose |= telos_raise_cell(caller->state->cell, level);
	return rose;
}

/*
 * Raises the taint, for who need not tell that it rose. False: the caller may not learn this. A taint that does not rise
 * changes nothing that was asked before it.
 */
static __always_inline bool learn(const struct caller *caller, enum telos_taint level)
{
	return may_learn(caller, level) && (!raise_taint(caller, level) || may_learn(caller, level));
}

static __always_inline bool join_cells(const struct caller *caller, __u32 other_id)
{
	return other_id == caller->agent_id || telos_join_cells(caller->agent_id, other_id);
}

#endif /* TELOS_TAINT_H */
