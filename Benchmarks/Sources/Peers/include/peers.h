// What the benchmarks call in C: each peer decodes and encodes one message so many times.
#ifndef PEERS_H
#define PEERS_H
#include <stdbool.h>
#include <stdint.h>

// A decoder and encoder in C: as the functions of the other peers below, and where the encoding stands.
typedef struct {
  long (*decode)(const uint8_t *octets, long count, long times);
  long (*encode)(long times);
  const uint8_t *octets;
} PeerFunctions;

// The C of our own schema compiler: frames of T/CSAE and SAE, and each message of ETSI.
extern const PeerFunctions referenceCSAE, referenceSAE, referenceCAM, referenceDENM, referenceSPATEM, referenceMAPEM,
    referenceVAM, referenceCPM;

// Whether the peer was built in.
bool asn1cIsThere(void);
bool asn1toolsIsThere(void);

// Decodes the octets `times` times; how many of them went well. 64 readable octets follow the message.
long asn1cDecode(const uint8_t *octets, long count, long times);
long asn1toolsDecode(const uint8_t *octets, long count, long times);

// Encodes what was decoded last `times` times into a buffer of its own; the octets of one, or -1.
long asn1cEncode(long times);
long asn1toolsEncode(long times);

// Where the last encoding stands.
const uint8_t *asn1cOctets(void);
const uint8_t *asn1toolsOctets(void);

// A UDP socket on the loopback with a queue of some 60 MB where that is granted; the port goes to *port. -1 on failure.
// `withTimes`: the kernel adds the time of reception to every datagram.
int datagramsOpen(uint16_t *port, bool withTimes);
void datagramsClose(int socket);
// Sends octets to a port of the loopback so many times; how many were sent.
long datagramsFill(uint16_t port, const uint8_t *octets, long count, long times);
// The bare loop: recvmmsg into padded slots and decoding, until `expected` came or 0.2 s passed; how many were decoded.
long datagramsDrain(int socket, long expected);
// The bare echo: receives, decodes and sends back until a datagram of one octet comes.
void datagramsEcho(int socket);
// Sends a datagram and waits for what comes back, `times` times; the microseconds of each. How many came back.
long datagramsPing(uint16_t port, const uint8_t *octets, long count, long times, double *microseconds);

// How often memory was asked for in this process (malloc, calloc, realloc and the aligned ones).
unsigned long allocationCount(void);

// Tells callgrind to write down what was executed since the last call, under a name. Nothing happens elsewhere.
void markInstructions(const char *name);
// Whether markInstructions was compiled with valgrind's header.
bool canMarkInstructions(void);

#endif
