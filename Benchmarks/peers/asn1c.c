// What asn1c makes of the same schema. It does not look into a Day II frame: its value is decoded in a second call.
#include "peers.h"

#ifdef HAVE_ASN1C
#include "MessageFrame.h"
#include "CLPMM.h"
#include "PAMData.h"
#include "PersonalSafetyMessage.h"
#include "RTCMcorrections.h"
#include "RoadsideCoordination.h"
#include "SensorSharingMsg.h"
#include "TestMsg.h"
#include "VehIntentionAndRequest.h"
#include "VehiclePaymentMessage.h"

static uint8_t buffer[1 << 18];
static uint8_t inner[1 << 18];
static MessageFrame_t *frame;
static void *value;
static asn_TYPE_descriptor_t *valueType;

bool asn1cIsThere(void) { return true; }

static asn_TYPE_descriptor_t *typeOf(long number) {
  switch (number) {
    case 0: return &asn_DEF_TestMsg;
    case 10: return &asn_DEF_RTCMcorrections;
    case 11: return &asn_DEF_RoadsideCoordination;
    case 12: return &asn_DEF_SensorSharingMsg;
    case 13: return &asn_DEF_VehIntentionAndRequest;
    case 14: return &asn_DEF_PAMData;
    case 15: return &asn_DEF_PersonalSafetyMessage;
    case 16: return &asn_DEF_CLPMM;
    case 17: return &asn_DEF_VehiclePaymentMessage;
    default: return NULL;
  }
}

static void release(void) {
  if (value != NULL) ASN_STRUCT_FREE(*valueType, value);
  if (frame != NULL) ASN_STRUCT_FREE(asn_DEF_MessageFrame, frame);
  value = NULL;
  frame = NULL;
}

static bool decode(const uint8_t *octets, long count) {
  release();
  if (uper_decode_complete(0, &asn_DEF_MessageFrame, (void **)&frame, octets, count).code != RC_OK) return false;
  if (frame->present != MessageFrame_PR_msgFrameExt) return true;
  valueType = typeOf(frame->choice.msgFrameExt.messageId);
  if (valueType == NULL) return false;
  const OCTET_STRING_t *const open = &frame->choice.msgFrameExt.value;
  return uper_decode_complete(0, valueType, &value, open->buf, open->size).code == RC_OK;
}

long asn1cDecode(const uint8_t *octets, long count, long times) {
  long good = 0;
  for (long index = 0; index < times; index++) good += decode(octets, count);
  return good;
}

static long encode(void) {
  if (value != NULL) {
    const asn_enc_rval_t open = uper_encode_to_buffer(valueType, value, inner, sizeof inner);
    if (open.encoded < 0) return -1;
  }
  const asn_enc_rval_t result = uper_encode_to_buffer(&asn_DEF_MessageFrame, frame, buffer, sizeof buffer);
  return result.encoded < 0 ? -1 : (result.encoded + 7) / 8;
}

long asn1cEncode(long times) {
  long count = -1;
  for (long index = 0; index < times; index++) count = encode();
  return count;
}

const uint8_t *asn1cOctets(void) { return buffer; }
#else
bool asn1cIsThere(void) { return false; }
long asn1cDecode(const uint8_t *octets, long count, long times) { return 0 * (times + count + *octets); }
long asn1cEncode(long times) { return -1 + 0 * times; }
const uint8_t *asn1cOctets(void) { return 0; }
#endif
