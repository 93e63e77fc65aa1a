/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * A byte of a memory that is nobody's current one: its page tables are walked by hand (x86-64, four or five levels;
 * Documentation/x86/x86_64/mm.rst). What is not there, or lies in a huge page, has no address: the caller refuses.
 */
#ifndef TELOS_PAGE_H
#define TELOS_PAGE_H

#include "kernel.h"

#define PAGE_SHIFT 12
#define PAGE_BYTES (1 << PAGE_SHIFT)
#define TABLE_BITS 9
#define TABLE_INDEX_MASK ((1 << TABLE_BITS) - 1)
#define TABLE_LEVELS_MAX 5
#define ENTRY_PRESENT 0x1
#define ENTRY_HUGE 0x80

/* Without CONFIG_DYNAMIC_MEMORY_LAYOUT, CONFIG_X86_5LEVEL, CONFIG_DYNAMIC_PHYSICAL_MASK they are constants. */
#define PAGE_OFFSET_BASE 0xffff888000000000ULL
#define PGDIR_SHIFT 39
#define PHYSICAL_MASK 0x000fffffffffffffULL

extern const void page_offset_base __ksym __weak;
extern const void pgdir_shift __ksym __weak;
extern const void physical_mask __ksym __weak;

/* The kernel's address of the page that holds a byte of another memory, or 0. */
__weak __u64 telos_find_page(__u64 tables, __u64 address)
{
	__u64 base = PAGE_OFFSET_BASE, mask = PHYSICAL_MASK, entry;
	__u32 shift = PGDIR_SHIFT;
	int i;

	if (&page_offset_base)
		bpf_probe_read_kernel(&base, sizeof(base), &page_offset_base);
	if (&pgdir_shift)
		bpf_probe_read_kernel(&shift, sizeof(shift), &pgdir_shift);
	if (&physical_mask)
		bpf_probe_read_kernel(&mask, sizeof(mask), &physical_mask);
	mask &= PHYSICAL_MASK & ~(__u64)(PAGE_BYTES - 1);
	for (i = 0; i < TABLE_LEVELS_MAX; i++) {
		__u64 index = (address >> (shift & 63)) & TABLE_INDEX_MASK;

		if (bpf_probe_read_kernel(&entry, sizeof(entry), (void *)(tables + index * sizeof(entry))))
			return 0;
		if (!(entry & ENTRY_PRESENT))
			return 0;
		tables = base + (entry & mask);
		if (shift == PAGE_SHIFT)
			return tables;
		if (entry & ENTRY_HUGE)
			return 0;
		shift -= TABLE_BITS;
	}
	return 0;
}

#endif /* TELOS_PAGE_H */
