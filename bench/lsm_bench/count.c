// SPDX-License-Identifier: MIT
/*
 * A QEMU plugin that counts the guest's kernel instructions between marks.
 *
 * A mark is an eight-byte NOP whose displacement says what it is (marks.h); only programs of the benchmark hold one.
 * Each end of a measurement writes a line "TAG INSTRUCTIONS" to the file of the argument out=. What runs at an address
 * in the upper half is the kernel's own, programs that BPF compiled included. With one virtual processor and -icount
 * the count is exact: it is of what was executed, not of time.
 * QEMU 7.2 exports the interface (docs/devel/tcg-plugins.rst) but Debian ships no header for it, so that what is used
 * of it is declared here.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "marks.h"

#define EXPORT __attribute__((visibility("default")))
#define INLINE_ADD_U64 0
#define NO_REGISTERS 0
#define INTERFACE_VERSION 1

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info_t;

typedef uint64_t plugin_id;

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id,
					   void (*callback)(plugin_id, struct qemu_plugin_tb *));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *instruction);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *instruction);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *instruction, int operation,
						void *counter, uint64_t immediate);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *instruction,
					    void (*callback)(unsigned int, void *), int flags, void *context);

EXPORT int qemu_plugin_version = INTERFACE_VERSION;

static const unsigned char mark_opcode[] = { MARK_OPCODE };
static uint64_t instructions, at_begin;
static uint32_t tag;
static FILE *out;

static void reach(unsigned int processor, void *mark)
{
	switch ((uintptr_t)mark) {
	case MARK_ZERO:
	case MARK_ONE:
		tag = tag << 1 | ((uintptr_t)mark == MARK_ONE);
		break;
	case MARK_BEGIN:
		at_begin = instructions;
		break;
	case MARK_END:
		fprintf(out, "%u %llu\n", tag, (unsigned long long)(instructions - at_begin));
		break;
	}
}

static void translate(plugin_id id, struct qemu_plugin_tb *block)
{
	size_t i, count = qemu_plugin_tb_n_insns(block);

	for (i = 0; i < count; i++) {
		struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
		const unsigned char *bytes = qemu_plugin_insn_data(instruction);

		if (qemu_plugin_insn_vaddr(instruction) >> 63)
			qemu_plugin_register_vcpu_insn_exec_inline(instruction, INLINE_ADD_U64, &instructions,
								   1);
		else if (qemu_plugin_insn_size(instruction) == MARK_BYTES &&
			 !memcmp(bytes, mark_opcode, sizeof(mark_opcode)))
			qemu_plugin_register_vcpu_insn_exec_cb(instruction, reach, NO_REGISTERS,
							       (void *)(uintptr_t)bytes[sizeof(mark_opcode)]);
	}
}

EXPORT int qemu_plugin_install(plugin_id id, const struct qemu_info_t *info, int count, char **arguments)
{
	if (count != 1 || strncmp(arguments[0], "out=", 4) || !(out = fopen(arguments[0] + 4, "w")))
		return -1;
	setvbuf(out, NULL, _IOLBF, 0);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	return 0;
}
