// SPDX-License-Identifier: MIT
/*
 * blaster [-e] [-w WINDOW] [-s SECONDS] ADDRESS PORT FILE: keeps WINDOW queries of FILE ("NAME A" or "NAME AAAA" a line) under
 * way over one UDP socket and counts the answers. -e adds an OPT record. With a window of 1 it times each answer.
 * An answer counts if it has the id and the question of a query under way; another is "stray". A query that has no answer
 * after a second is "lost". "nodata" is NOERROR without a record. Prints one line of key=value.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define WINDOW_MAX 1024
#define QUERIES_MAX 200000
#define SAMPLES_MAX (1 << 22)
#define NAME_OCTETS_MAX 255
#define HEADER_OCTETS 12
#define QUERY_OCTETS_MAX 300
#define ANSWER_OCTETS_MAX 4096
#define LOST_NS 1000000000ull
#define SWEEP_NS 100000000ull
#define RCODES 16
#define RCODE_NODATA RCODES

/* What follows the header: the question, and the OPT record if there is one. */
struct query {
	uint16_t question_octets, octets;
	uint8_t bytes[QUERY_OCTETS_MAX];
};

struct slot {
	uint64_t sent_ns;
	uint32_t query;
	uint16_t id;
	uint8_t header[HEADER_OCTETS];
};

/* An OPT record of 1232 octets (RFC 6891 6.1.2). */
static const uint8_t opt[] = { 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0 };
static const char *const rcode_names[] = {
	"noerror", "formerr", "servfail", "nxdomain", "notimp", "refused"
};

static struct query queries[QUERIES_MAX];
static struct slot slots[WINDOW_MAX];
/* Slot + 1 of each id that is under way. */
static uint16_t slot_of[1 << 16];
static struct mmsghdr outgoing[WINDOW_MAX], incoming[WINDOW_MAX];
static struct iovec outgoing_parts[WINDOW_MAX][2], incoming_part[WINDOW_MAX];
static uint8_t answers[WINDOW_MAX][ANSWER_OCTETS_MAX];
static uint32_t *samples;
static uint64_t counts[RCODES + 1], sent, answered, stray, lost, random_state;
static uint32_t query_count, next_query, sample_count;
static int window = 64, with_opt, channel;

static void die(const char *what)
{
	fprintf(stderr, "blaster: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* xorshift64: unpredictable ids are the server's business, here they only have to differ. */
static uint64_t next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

/* Octets of NAME in wire form at out, or 0 if it is none. */
static size_t write_name(uint8_t *out, const char *name)
{
	size_t octets = 0, label;

	while (*name) {
		label = strcspn(name, ".");
		if (!label || label > 63 || octets + label + 2 > NAME_OCTETS_MAX)
			return 0;
		out[octets++] = label;
		memcpy(out + octets, name, label);
		octets += label;
		name += label + (name[label] == '.');
	}
	out[octets++] = 0;
	return octets;
}

static void read_queries(const char *path)
{
	char name[256], type[8];
	struct query *query;
	size_t octets;
	FILE *file = fopen(path, "r");

	if (!file)
		die(path);
	while (query_count < QUERIES_MAX && fscanf(file, "%255s %7s", name, type) == 2) {
		query = &queries[query_count++];
		octets = write_name(query->bytes, name);
		errno = EINVAL;
		if (!octets || (strcmp(type, "A") && strcmp(type, "AAAA")))
			die(name);
		query->bytes[octets++] = 0;
		query->bytes[octets++] = strcmp(type, "A") ? 28 : 1;
		query->bytes[octets++] = 0;
		query->bytes[octets++] = 1;
		query->question_octets = query->octets = octets;
		if (with_opt) {
			memcpy(query->bytes + octets, opt, sizeof(opt));
			query->octets += sizeof(opt);
		}
	}
	errno = EINVAL;
	if (!query_count || !feof(file))
		die(path);
	fclose(file);
}

/* Makes slot the n-th message to send: the next query, with an id that no other has. */
static void stage(int slot, int n, uint64_t sent_ns)
{
	struct slot *own = &slots[slot];
	struct query *query = &queries[next_query];

	do
		own->id = next_random() >> 32;
	while (slot_of[own->id]);
	slot_of[own->id] = slot + 1;
	own->query = next_query;
	own->sent_ns = sent_ns;
	/* RD, one question, perhaps one additional record. */
	memcpy(own->header, (uint8_t[]){ own->id >> 8, own->id, 1, 0, 0, 1, 0, 0, 0, 0, 0, with_opt },
	       HEADER_OCTETS);
	outgoing_parts[n][0] = (struct iovec){ own->header, HEADER_OCTETS };
	outgoing_parts[n][1] = (struct iovec){ query->bytes, query->octets };
	next_query = next_query + 1 < query_count ? next_query + 1 : 0;
}

static void send_staged(int count)
{
	int done = 0, now;

	while (done < count) {
		now = sendmmsg(channel, outgoing + done, count - done, 0);
		if (now < 0 && errno == ECONNREFUSED)
			continue;
		if (now < 0)
			die("sendmmsg");
		done += now;
	}
	sent += count;
}

/* The slot that the message answers, free again, or -1. */
static int take(const uint8_t *message, size_t octets)
{
	struct query *query;
	int slot;

	if (octets < HEADER_OCTETS || !(message[2] & 0x80) || message[4] || message[5] != 1)
		return -1;
	slot = slot_of[message[0] << 8 | message[1]] - 1;
	if (slot < 0)
		return -1;
	query = &queries[slots[slot].query];
	if (octets < HEADER_OCTETS + query->question_octets ||
	    memcmp(message + HEADER_OCTETS, query->bytes, query->question_octets))
		return -1;
	slot_of[slots[slot].id] = 0;
	return slot;
}

static void count_answer(const uint8_t *message, int slot, uint64_t now)
{
	int rcode = message[3] & 15;

	counts[!rcode && !message[6] && !message[7] ? RCODE_NODATA : rcode]++;
	answered++;
	if (samples && sample_count < SAMPLES_MAX)
		samples[sample_count++] = now - slots[slot].sent_ns;
}

/* Frees the slots whose query has waited too long, and sends others in their place if there is still time. */
static void sweep(uint64_t now, int replace)
{
	int slot, staged = 0;

	for (slot = 0; slot < window; slot++) {
		if (slot_of[slots[slot].id] != slot + 1 || now - slots[slot].sent_ns < LOST_NS)
			continue;
		slot_of[slots[slot].id] = 0;
		lost++;
		if (replace)
			stage(slot, staged++, now);
	}
	send_staged(staged);
}

static void run(uint64_t begin, uint64_t end)
{
	uint64_t now = begin, swept = begin;
	int slot, i, got, staged;

	for (slot = 0; slot < window; slot++)
		stage(slot, slot, begin);
	send_staged(window);
	while (sent > answered + lost) {
		got = recvmmsg(channel, incoming, window, MSG_WAITFORONE, NULL);
		if (got < 0 && errno != EAGAIN && errno != ECONNREFUSED && errno != EINTR)
			die("recvmmsg");
		now = now_ns();
		for (i = staged = 0; i < got; i++) {
			slot = take(answers[i], incoming[i].msg_len);
			if (slot < 0) {
				stray++;
				continue;
			}
			count_answer(answers[i], slot, now);
			if (now < end)
				stage(slot, staged++, now);
		}
		send_staged(staged);
		if (now - swept < SWEEP_NS)
			continue;
		swept = now;
		sweep(now, now < end);
	}
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void print(double seconds)
{
	static const struct {
		const char *name;
		double part;
	} percentiles[] = { { "p50_us", .5 }, { "p99_us", .99 }, { "p999_us", .999 } };
	uint64_t other = 0;
	size_t i;

	printf("sent=%lu answered=%lu lost=%lu stray=%lu seconds=%.3f nodata=%lu", sent, answered, lost,
	       stray, seconds, counts[RCODE_NODATA]);
	for (i = 0; i < RCODES; i++) {
		if (i < sizeof(rcode_names) / sizeof(*rcode_names))
			printf(" %s=%lu", rcode_names[i], counts[i]);
		else
			other += counts[i];
	}
	printf(" other=%lu", other);
	if (sample_count) {
		qsort(samples, sample_count, sizeof(*samples), by_size);
		for (i = 0; i < sizeof(percentiles) / sizeof(*percentiles); i++)
			printf(" %s=%.2f", percentiles[i].name,
			       samples[(size_t)(sample_count * percentiles[i].part)] / 1e3);
	}
	putchar('\n');
}

static void open_channel(const char *address, const char *port)
{
	struct sockaddr_in server = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };
	struct timeval patience = { .tv_usec = SWEEP_NS / 1000 };
	int i, octets = 4 << 20;

	errno = EINVAL;
	if (inet_pton(AF_INET, address, &server.sin_addr) != 1)
		die(address);
	channel = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(channel, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(channel, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
	if (connect(channel, (struct sockaddr *)&server, sizeof(server)))
		die("connect");
	for (i = 0; i < window; i++) {
		outgoing[i].msg_hdr.msg_iov = outgoing_parts[i];
		outgoing[i].msg_hdr.msg_iovlen = 2;
		incoming_part[i] = (struct iovec){ answers[i], ANSWER_OCTETS_MAX };
		incoming[i].msg_hdr.msg_iov = &incoming_part[i];
		incoming[i].msg_hdr.msg_iovlen = 1;
	}
}

int main(int argc, char **argv)
{
	double seconds = 2;
	uint64_t begin;
	int option;

	while ((option = getopt(argc, argv, "ew:s:")) != -1) {
		if (option == 'e')
			with_opt = 1;
		else if (option == 'w')
			window = atoi(optarg);
		else if (option == 's')
			seconds = atof(optarg);
		else
			return 2;
	}
	errno = EINVAL;
	if (argc - optind != 3 || window < 1 || window > WINDOW_MAX || seconds <= 0)
		die("blaster [-e] [-w WINDOW] [-s SECONDS] ADDRESS PORT FILE");
	if (window == 1)
		samples = malloc(SAMPLES_MAX * sizeof(*samples));
	if (getrandom(&random_state, sizeof(random_state), 0) != sizeof(random_state))
		die("getrandom");
	random_state |= 1;
	read_queries(argv[optind + 2]);
	open_channel(argv[optind], argv[optind + 1]);
	begin = now_ns();
	run(begin, begin + seconds * 1e9);
	print((now_ns() - begin) / 1e9);
	return 0;
}
