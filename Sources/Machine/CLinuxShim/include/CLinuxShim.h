// What Swift cannot import of Linux: batches of datagrams with control messages, sets of processors, eventfd.
// Functions return a number that is not negative, or the negative of an errno.
#ifndef LUYUN_CLINUXSHIM_H
#define LUYUN_CLINUXSHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// An address as two words, first octet highest, IPv4 mapped into IPv6; the port in the machine's order.
struct luyun_endpoint {
  uint64_t high;
  uint64_t low;
  uint16_t port;
};

// What the kernel says of a received datagram.
struct luyun_received {
  struct luyun_endpoint source;
  // CLOCK_REALTIME in nanoseconds; only where has_time is set.
  int64_t time_nanoseconds;
  uint32_t length;
  bool has_time;
  bool was_truncated;
};

// Messages for recvmmsg and sendmmsg, one for each slot of a block of memory that the caller owns.
struct luyun_batch;

// Slots of `octets` lie `stride` octets apart from `slots` on. NULL when there is no memory.
struct luyun_batch *luyun_batch_create(void *slots, size_t stride, size_t octets, unsigned count);
void luyun_batch_destroy(struct luyun_batch *batch);

// Takes what is waiting, up to the number of slots, without blocking, and describes it in `received`. Behind each
// datagram 64 octets of its slot are zeroed.
int luyun_batch_receive(struct luyun_batch *batch, int descriptor, struct luyun_received *received);

// Addresses the datagram of a slot, for a socket of IPv6 or IPv4.
void luyun_batch_address(
    struct luyun_batch *batch, unsigned index, size_t length, struct luyun_endpoint to, bool socket_is_ipv6);
// Sends the datagrams of some slots without blocking; the number sent.
int luyun_batch_send(struct luyun_batch *batch, int descriptor, unsigned first, unsigned count);

// Opens a UDP socket that does not block.
int luyun_socket_open(bool is_ipv6);
int luyun_socket_bind(int descriptor, bool is_ipv6, struct luyun_endpoint endpoint);
int luyun_socket_endpoint(int descriptor, struct luyun_endpoint *endpoint);
int luyun_socket_set(int descriptor, int level, int name, int value);
int luyun_socket_get(int descriptor, int level, int name, int *value);
// The count of datagrams that the socket dropped, 32 bits and wrapping.
int luyun_socket_drops(int descriptor, uint32_t *drops);

enum {
  luyun_wait_socket = 1,
  luyun_wait_wake = 2,
};
// Waits until a socket can be read (or written) or the wake descriptor (or -1) is raised; 0 when `nanoseconds` have
// passed, forever where they are negative. An interrupting signal counts as the time having passed.
int luyun_wait(int descriptor, bool to_write, int wake, int64_t nanoseconds);

int luyun_eventfd_open(void);
int luyun_eventfd_raise(int descriptor);
int luyun_eventfd_clear(int descriptor);

// Block of memory that takes pages only where it is touched; NULL when there is none.
void *luyun_memory_reserve(size_t octets);
void luyun_memory_release(void *memory, size_t octets);

// The processors that the calling thread may run on, as a bit set of `words` words of 64.
int luyun_processors_get(uint64_t *set, unsigned words);
int luyun_processors_set(const uint64_t *set, unsigned words);

// The highest real-time priority that the process may take without CAP_SYS_NICE; -1 for no limit.
int luyun_priority_limit(void);

// Names the calling thread, 15 octets at most.
void luyun_thread_name(const char *name);

/// Whether something keeps the clock right (adjtimex): 1 and the estimated error in microseconds, 0 nothing does,
/// negative where the kernel does not tell.
int luyun_clock_discipline(long *error_microseconds);

#endif
