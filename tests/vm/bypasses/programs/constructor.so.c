// SPDX-License-Identifier: MIT
/*
 * A library that proves that it was loaded: its constructor makes the file that MARK names. Without a C library, so
 * that every program and every loader takes it.
 */
#define SYS_open 2
#define O_CREAT_WRONLY 0101

static long call(long number, long first, long second, long third)
{
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(first), "S"(second), "d"(third)
			 : "rcx", "r11", "memory");
	return result;
}

static int is_mark(const char *text)
{
	return text[0] == 'M' && text[1] == 'A' && text[2] == 'R' && text[3] == 'K' && text[4] == '=';
}

__attribute__((constructor)) static void prove(int argc, char **argv, char **environment)
{
	(void)argc;
	(void)argv;
	for (; *environment; environment++)
		if (is_mark(*environment))
			call(SYS_open, (long)(*environment + 5), O_CREAT_WRONLY, 0644);
}

/* rtld-audit(7): what LD_AUDIT asks of a library before it counts. */
unsigned int la_version(unsigned int version)
{
	return version;
}
