// The C that our own schema compiler prints.
#include "messages.h"
#include "peers.h"

static uint8_t arena[8 << 20] __attribute__((aligned(64)));
static uint8_t buffer[(1 << 18) + MESSAGE_PADDING];
static MessageFrame frame;

bool referenceIsThere(void) { return true; }

long referenceDecode(const uint8_t *octets, long count, long times) {
  long good = 0;
  for (long index = 0; index < times; index++) {
    long used;
    good += decodeMessage(octets, count, arena, sizeof arena, &frame, &used);
  }
  return good;
}

long referenceEncode(long times) {
  long count = -1;
  for (long index = 0; index < times; index++) count = encodeMessage(&frame, buffer, 1 << 18);
  return count;
}

const uint8_t *referenceOctets(void) { return buffer; }
