/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Does this TCP segment begin a TLS ClientHello whose server name has a piece of a decoy's token in it? The name is in clear
 * text (RFC 8446 sections 4.1.2 and 5.1, RFC 6066 section 3). What costs ordinary segments is a look at the flags and, where
 * there are tokens, at how the payload begins.
 * Fails open: a ClientHello that ends before its name (cut over segments or records), an inner one (ECH), and one that is in
 * no segment's beginning (behind a proxy's CONNECT or STARTTLS in one write, QUIC) has no name here.
 * Maps read: telos_config, telos_token_pieces. Written: telos_silenced.
 */
#ifndef TELOS_SERVER_NAME_H
#define TELOS_SERVER_NAME_H

#include "caller.h"

/* RFC 9293 section 3.1: the header's length in words is in the upper half of this octet. */
#define TCP_WORDS_OFFSET 12

#define TLS_HANDSHAKE 22
#define TLS_MAJOR 3
#define TLS_CLIENT_HELLO 1
#define TLS_SERVER_NAME 0
/* RFC 8446 has some twenty, and browsers add a few of random numbers (RFC 8701). */
#define TLS_EXTENSIONS_MAX 64

/*
 * Telos.Core.Mirage.TokenIndex: the last twelve digits of base 36 are a number of 64 bits. TOKEN_FIRST is 36 to the eleventh.
 */
#define TOKEN_RADIX 36
#define TOKEN_FIRST 131621703842267136ULL

/* Up to what has no fixed place. */
struct client_hello {
	__u8 record_type;
	__u8 record_major;
	__u8 record_minor;
	__u8 record_length[2];
	__u8 message_type;
	__u8 message_length[3];
	__u8 version[2];
	__u8 random[32];
	__u8 session_id_length;
};
_Static_assert(sizeof(struct client_hello) == 44, "client_hello");

struct hello_extension {
	__u16 type;
	__u16 length;
};

struct server_name {
	struct __sk_buff *skb;
	__u64 piece;
	__u32 offset;
	__u32 end;
	__u32 found;
};

static __always_inline int digit_of(__u8 letter)
{
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	letter |= 0x20;
	return letter >= 'a' && letter <= 'z' ? letter - 'a' + 10 : -1;
}

/*
 * The lengths before the name may look like letters: they come before its first one, where they change no piece. Fewer than
 * twelve letters count as if zeros came before them. Nobody counts them: the verifier of 6.1 was seen to follow a callback
 * once, and to take out what only a later call would reach.
 */
static long scan_letter(__u32 index, void *context)
{
	struct server_name *name = context;
	__u8 letter;
	int digit;

	if (bpf_skb_load_bytes(name->skb, name->offset + index, &letter, sizeof(letter)))
		return 1;
	digit = digit_of(letter);
	if (digit < 0)
		return 0;
	name->piece = name->piece % TOKEN_FIRST * TOKEN_RADIX + digit;
	name->found = bpf_map_lookup_elem(&telos_token_pieces, &name->piece) != NULL;
	return name->found;
}

/* Found: offset and end are those of the server_name extension. */
static long visit_extension(__u32 index, void *context)
{
	struct server_name *name = context;
	struct hello_extension extension;
	__u32 next;

	if (name->offset >= name->end ||
	    bpf_skb_load_bytes(name->skb, name->offset, &extension, sizeof(extension)))
		return 1;
	name->offset += sizeof(extension);
	next = name->offset + bpf_ntohs(extension.length);
	if (extension.type == bpf_htons(TLS_SERVER_NAME)) {
		name->end = next;
		name->found = 1;
		return 1;
	}
	name->offset = next;
	return 0;
}

/* The lists before the extensions: cipher suites and compression methods. */
static __always_inline bool find_extensions(struct server_name *name)
{
	struct client_hello hello;
	__u16 length;
	__u8 count;

	if (bpf_skb_load_bytes(name->skb, name->offset, &hello, sizeof(hello)))
		return false;
	if (hello.record_type != TLS_HANDSHAKE || hello.record_major != TLS_MAJOR ||
	    hello.message_type != TLS_CLIENT_HELLO)
		return false;
	name->offset += sizeof(hello) + hello.session_id_length;
	if (bpf_skb_load_bytes(name->skb, name->offset, &length, sizeof(length)))
		return false;
	name->offset += sizeof(length) + bpf_ntohs(length);
	if (bpf_skb_load_bytes(name->skb, name->offset, &count, sizeof(count)))
		return false;
	name->offset += sizeof(count) + count;
	if (bpf_skb_load_bytes(name->skb, name->offset, &length, sizeof(length)))
		return false;
	name->offset += sizeof(length);
	name->end = name->offset + bpf_ntohs(length);
	return true;
}

static __always_inline bool names_token(struct __sk_buff *skb, __u32 tcp_offset)
{
	struct server_name name = { .skb = skb };
	__u8 words;

	if (bpf_skb_load_bytes(skb, tcp_offset + TCP_WORDS_OFFSET, &words, sizeof(words)))
		return false;
	name.offset = tcp_offset + (words >> 4) * sizeof(__u32);
	if (!find_extensions(&name))
		return false;
	bpf_loop(TLS_EXTENSIONS_MAX, visit_extension, &name, 0);
	if (!name.found)
		return false;
	name.found = 0;
	bpf_loop(name.end - name.offset, scan_letter, &name, 0);
	return name.found;
}

/*
 * What was dropped TCP sends again, cut anew (tcp_write_wakeup, net/ipv4/tcp_output.c), so that no part of it need begin a
 * ClientHello: the socket sends nothing any more.
 */
static __always_inline bool sends_token(struct __sk_buff *skb, __u32 tcp_offset)
{
	struct telos_config *config = configuration();
	struct bpf_sock *sender;

	if (!config || !(config->flags & TELOS_CONFIG_TOKENS))
		return false;
	sender = skb->sk;
	if (sender)
		sender = bpf_sk_fullsock(sender);
	if (sender && bpf_sk_storage_get(&telos_silenced, sender, NULL, 0))
		return true;
	if (!names_token(skb, tcp_offset))
		return false;
	if (sender)
		bpf_sk_storage_get(&telos_silenced, sender, NULL, BPF_SK_STORAGE_GET_F_CREATE);
	return true;
}

#endif /* TELOS_SERVER_NAME_H */
