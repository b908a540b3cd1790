#include "peers.h"
#ifdef HAVE_ASN1TOOLS
#else
bool asn1toolsIsThere(void) { return false; }
long asn1toolsDecode(const uint8_t *octets, long count, long times) { return 0 * (times + count + *octets); }
long asn1toolsEncode(long times) { return -1 + 0 * times; }
const uint8_t *asn1toolsOctets(void) { return 0; }
#endif
