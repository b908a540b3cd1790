// The C that our own schema compiler prints. PEER is the name it goes by, ROOT the type that messages are decoded as.
#define JOIN_AS_WRITTEN(a, b) a##b
#define JOIN(a, b) JOIN_AS_WRITTEN(a, b)
// The printed names are the same for every root, and all of them are linked into one program.
#define decodeMessage JOIN(PEER, DecodeMessage)
#define encodeMessage JOIN(PEER, EncodeMessage)
#include "messages.h"
#include "peers.h"

static uint8_t arena[8 << 20] __attribute__((aligned(64)));
static uint8_t buffer[(1 << 18) + MESSAGE_PADDING];
static ROOT message;

static long decode(const uint8_t *octets, long count, long times) {
  long good = 0;
  for (long index = 0; index < times; index++) {
    long used;
    good += decodeMessage(octets, count, arena, sizeof arena, &message, &used);
  }
  return good;
}

static long encode(long times) {
  long count = -1;
  for (long index = 0; index < times; index++) count = encodeMessage(&message, buffer, 1 << 18);
  return count;
}

const PeerFunctions PEER = {decode, encode, buffer};
