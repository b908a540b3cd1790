// What the benchmarks call in C: each peer decodes and encodes one message so many times.
#ifndef PEERS_H
#define PEERS_H
#include <stdbool.h>
#include <stdint.h>

// Whether the peer was built in.
bool referenceIsThere(void);
bool asn1cIsThere(void);
bool asn1toolsIsThere(void);

// Decodes the octets `times` times; how many of them went well. 64 readable octets follow the message.
long referenceDecode(const uint8_t *octets, long count, long times);
long asn1cDecode(const uint8_t *octets, long count, long times);
long asn1toolsDecode(const uint8_t *octets, long count, long times);

// Encodes what was decoded last `times` times into a buffer of its own; the octets of one, or -1.
long referenceEncode(long times);
long asn1cEncode(long times);
long asn1toolsEncode(long times);

// Where the last encoding stands.
const uint8_t *referenceOctets(void);
const uint8_t *asn1cOctets(void);
const uint8_t *asn1toolsOctets(void);

// How often memory was asked for in this process (malloc, calloc, realloc and the aligned ones).
unsigned long allocationCount(void);

// Tells callgrind to write down what was executed since the last call, under a name. Nothing happens elsewhere.
void markInstructions(const char *name);
// Whether markInstructions was compiled with valgrind's header.
bool canMarkInstructions(void);

#endif
