// What asn1tools' C generator makes of the schema after asn1tools-schema.py.
//
// It knows no open types: of a Day II frame only the message inside is decoded, whose place the benchmark tells it. Its
// structs hold every list at its largest size (a MessageFrame takes 217 GB of addresses), so they stand in memory that
// is reserved and not there until it is touched.
#include "peers.h"

#ifdef HAVE_ASN1TOOLS
#include "asn1tools.h"
#include <string.h>
#include <sys/mman.h>

#define NAME(module, type, verb) asn1tools_luyun_##module##_##type##_##verb

typedef ssize_t (*Decode)(void *, const uint8_t *, size_t);
typedef ssize_t (*Encode)(uint8_t *, size_t, const void *);

typedef struct {
  int number;
  size_t size;
  Decode decode;
  Encode encode;
} Message;

#define MESSAGE(number, module, type) \
  {number, sizeof(struct NAME(module, type, t)), (Decode)NAME(module, type, decode), (Encode)NAME(module, type, encode)}

static const Message messages[] = {
  MESSAGE(-1, _message_frame, message_frame),
  MESSAGE(0, _test_msg, test_msg),
  MESSAGE(11, _roadside_coordination, roadside_coordination),
  MESSAGE(12, _sensor_sharing_msg, sensor_sharing_msg),
  MESSAGE(13, _veh_intention_and_request, veh_intention_and_request),
  MESSAGE(14, pam_data, pam_data),
  MESSAGE(15, _personal_safety_message, personal_safety_message),
  MESSAGE(16, clpmm, clpmm),
};

static uint8_t buffer[1 << 18];
static uint8_t *value;
static const Message *message;
// What of a frame stands before the message inside.
static uint8_t head[16];
static long headCount;

bool asn1toolsIsThere(void) { return true; }

// A Day II frame: an octet that says so, a length, two octets with the number, a length, the message.
static const uint8_t *place(const uint8_t *octets, long *count) {
  int number = -1;
  headCount = 0;
  if (octets[0] == 0x80) {
    const uint8_t *at = octets + (octets[1] < 0x80 ? 2 : 3);
    number = (at[0] & 0x7f) << 8 | at[1];
    at += at[2] < 0x80 ? 3 : 4;
    headCount = at - octets;
    memcpy(head, octets, headCount);
  }
  message = NULL;
  for (size_t index = 0; index < sizeof messages / sizeof *messages; index++) {
    if (messages[index].number == number) message = messages + index;
  }
  *count -= headCount;
  return octets + headCount;
}

static bool reserve(void) {
  if (value != NULL) return true;
  void *const room = mmap(
      NULL, messages[0].size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED) return false;
  value = room;
  return true;
}

long asn1toolsDecode(const uint8_t *octets, long count, long times) {
  const uint8_t *const inner = place(octets, &count);
  if (message == NULL || message->size > messages[0].size || !reserve()) return 0;
  long good = 0;
  for (long index = 0; index < times; index++) good += message->decode(value, inner, count) == count;
  return good;
}

long asn1toolsEncode(long times) {
  long count = -1;
  memcpy(buffer, head, headCount);
  for (long index = 0; index < times; index++) {
    count = message->encode(buffer + headCount, sizeof buffer - headCount, value);
  }
  return count < 0 ? -1 : count + headCount;
}

const uint8_t *asn1toolsOctets(void) { return buffer; }
#else
bool asn1toolsIsThere(void) { return false; }
long asn1toolsDecode(const uint8_t *octets, long count, long times) { return 0 * (times + count + *octets); }
long asn1toolsEncode(long times) { return -1 + 0 * times; }
const uint8_t *asn1toolsOctets(void) { return 0; }
#endif
