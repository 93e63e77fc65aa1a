// SPDX-License-Identifier: MIT
// lookup NAME: its addresses, one a line, as the C library's resolver finds them. Status 1 if it finds none.
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
	char text[INET6_ADDRSTRLEN];

	if (argc != 2)
		return 2;
	int error = getaddrinfo(argv[1], "80", &hints, &found);
	if (error) {
		puts(gai_strerror(error));
		return 1;
	}
	for (struct addrinfo *one = found; one; one = one->ai_next) {
		const void *address =
			one->ai_family == AF_INET
				? (const void *)&((struct sockaddr_in *)one->ai_addr)->sin_addr
				: (const void *)&((struct sockaddr_in6 *)one->ai_addr)->sin6_addr;
		puts(inet_ntop(one->ai_family, address, text, sizeof(text)));
	}
	freeaddrinfo(found);
	return 0;
}
