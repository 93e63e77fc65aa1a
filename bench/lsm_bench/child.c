// SPDX-License-Identifier: MIT
/* What fork and exec starts: nothing but a static program's own beginning and end. */
int main(void)
{
	return 0;
}
