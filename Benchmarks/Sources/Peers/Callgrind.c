#include "peers.h"

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>

void markInstructions(const char *name) { CALLGRIND_DUMP_STATS_AT(name); }
bool canMarkInstructions(void) { return true; }
#else
void markInstructions(const char *name) { (void)name; }
bool canMarkInstructions(void) { return false; }
#endif
