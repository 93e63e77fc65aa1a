/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Packets as they stand on the wire, in network order, and addresses as the maps have them. */
#ifndef TELOS_IP_HEADERS_H
#define TELOS_IP_HEADERS_H

/* include/uapi/linux/if_ether.h */
#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd

/* RFC 791 section 3.1 */
struct ipv4_header {
	__u8 version_length;
	__u8 service;
	__u16 total_length;
	__u16 id;
	__u16 fragment;
	__u8 ttl;
	__u8 protocol;
	__u16 checksum;
	__u32 source;
	__u32 destination;
};

/* RFC 8200 section 3; with any extension header, next_header is not a transport. */
struct ipv6_header {
	__u32 version_flow;
	__u16 payload_length;
	__u8 next_header;
	__u8 hop_limit;
	struct telos_address source;
	struct telos_address destination;
};

static __always_inline void map_address4(__u8 *mapped, __u32 address)
{
	__builtin_memset(mapped, 0, 10);
	mapped[10] = 0xff;
	mapped[11] = 0xff;
	__builtin_memcpy(mapped + 12, &address, sizeof(address));
}

#endif /* TELOS_IP_HEADERS_H */
