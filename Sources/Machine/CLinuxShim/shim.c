#define _GNU_SOURCE
#include "CLinuxShim.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// The prefix of an IPv4 address that is mapped into IPv6, as the high half of the low word.
static const uint64_t mapped_prefix = 0x0000ffffull << 32;
static const size_t zeroed_octets = 64;

// Room for a time stamp. The count of drops is asked for on its own: as a control message it costs each datagram.
union control {
  char octets[CMSG_SPACE(sizeof(struct timespec))];
  struct cmsghdr aligned;
};

struct luyun_batch {
  unsigned count;
  struct mmsghdr *messages;
  struct iovec *vectors;
  struct sockaddr_storage *addresses;
  union control *controls;
};

static void prepare(struct luyun_batch *batch, unsigned index) {
  struct msghdr *header = &batch->messages[index].msg_hdr;
  header->msg_namelen = sizeof(struct sockaddr_storage);
  header->msg_controllen = sizeof(union control);
}

struct luyun_batch *luyun_batch_create(void *slots, size_t stride, size_t octets, unsigned count) {
  struct luyun_batch *batch = calloc(1, sizeof *batch);
  if (!batch) return NULL;
  batch->count = count;
  batch->messages = calloc(count, sizeof *batch->messages);
  batch->vectors = calloc(count, sizeof *batch->vectors);
  batch->addresses = calloc(count, sizeof *batch->addresses);
  batch->controls = calloc(count, sizeof *batch->controls);
  if (!batch->messages || !batch->vectors || !batch->addresses || !batch->controls) {
    luyun_batch_destroy(batch);
    return NULL;
  }
  for (unsigned index = 0; index < count; index++) {
    batch->vectors[index].iov_base = (char *)slots + index * stride;
    batch->vectors[index].iov_len = octets;
    struct msghdr *header = &batch->messages[index].msg_hdr;
    header->msg_iov = &batch->vectors[index];
    header->msg_iovlen = 1;
    header->msg_name = &batch->addresses[index];
    header->msg_control = &batch->controls[index];
    prepare(batch, index);
  }
  return batch;
}

void luyun_batch_destroy(struct luyun_batch *batch) {
  free(batch->messages);
  free(batch->vectors);
  free(batch->addresses);
  free(batch->controls);
  free(batch);
}

static uint64_t big_endian_word(const uint8_t *octets) {
  uint64_t word;
  memcpy(&word, octets, sizeof word);
  return __builtin_bswap64(word);
}

static struct luyun_endpoint endpoint_of(const struct sockaddr_storage *storage) {
  struct luyun_endpoint endpoint = {0, 0, 0};
  if (storage->ss_family == AF_INET) {
    const struct sockaddr_in *address = (const struct sockaddr_in *)storage;
    endpoint.low = mapped_prefix | ntohl(address->sin_addr.s_addr);
    endpoint.port = ntohs(address->sin_port);
  } else if (storage->ss_family == AF_INET6) {
    const struct sockaddr_in6 *address = (const struct sockaddr_in6 *)storage;
    endpoint.high = big_endian_word(address->sin6_addr.s6_addr);
    endpoint.low = big_endian_word(address->sin6_addr.s6_addr + 8);
    endpoint.port = ntohs(address->sin6_port);
  }
  return endpoint;
}

static socklen_t fill_address(struct sockaddr_storage *storage, bool is_ipv6, struct luyun_endpoint endpoint) {
  if (!is_ipv6) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(endpoint.port)};
    address.sin_addr.s_addr = htonl((uint32_t)endpoint.low);
    memcpy(storage, &address, sizeof address);
    return sizeof address;
  }
  struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(endpoint.port)};
  uint64_t words[2] = {__builtin_bswap64(endpoint.high), __builtin_bswap64(endpoint.low)};
  memcpy(address.sin6_addr.s6_addr, words, sizeof words);
  memcpy(storage, &address, sizeof address);
  return sizeof address;
}

static void read_control(struct msghdr *header, struct luyun_received *received) {
  // Nothing else was asked for, so the time is the first control message or there is none.
  const struct cmsghdr *control = CMSG_FIRSTHDR(header);
  received->has_time = control && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_TIMESTAMPNS;
  if (!received->has_time) return;
  struct timespec time;
  memcpy(&time, CMSG_DATA(control), sizeof time);
  received->time_nanoseconds = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int luyun_batch_receive(struct luyun_batch *batch, int descriptor, struct luyun_received *received) {
  int count;
  do {
    count = recvmmsg(descriptor, batch->messages, batch->count, MSG_DONTWAIT, NULL);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
  for (int index = 0; index < count; index++) {
    struct msghdr *header = &batch->messages[index].msg_hdr;
    struct luyun_received *result = &received[index];
    result->length = batch->messages[index].msg_len;
    result->was_truncated = (header->msg_flags & MSG_TRUNC) != 0;
    result->source = endpoint_of(&batch->addresses[index]);
    read_control(header, result);
    memset((char *)batch->vectors[index].iov_base + result->length, 0, zeroed_octets);
    prepare(batch, (unsigned)index);
  }
  return count;
}

void luyun_batch_address(
    struct luyun_batch *batch, unsigned index, size_t length, struct luyun_endpoint to, bool socket_is_ipv6) {
  struct msghdr *header = &batch->messages[index].msg_hdr;
  batch->vectors[index].iov_len = length;
  header->msg_namelen = fill_address(&batch->addresses[index], socket_is_ipv6, to);
  header->msg_control = NULL;
  header->msg_controllen = 0;
}

int luyun_batch_send(struct luyun_batch *batch, int descriptor, unsigned first, unsigned count) {
  int sent;
  do {
    sent = sendmmsg(descriptor, batch->messages + first, count, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? -errno : sent;
}

int luyun_socket_open(bool is_ipv6) {
  int descriptor = socket(is_ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  return descriptor < 0 ? -errno : descriptor;
}

int luyun_socket_bind(int descriptor, bool is_ipv6, struct luyun_endpoint endpoint) {
  struct sockaddr_storage storage;
  socklen_t length = fill_address(&storage, is_ipv6, endpoint);
  return bind(descriptor, (struct sockaddr *)&storage, length) < 0 ? -errno : 0;
}

int luyun_socket_endpoint(int descriptor, struct luyun_endpoint *endpoint) {
  struct sockaddr_storage storage;
  socklen_t length = sizeof storage;
  if (getsockname(descriptor, (struct sockaddr *)&storage, &length) < 0) return -errno;
  *endpoint = endpoint_of(&storage);
  return 0;
}

int luyun_socket_set(int descriptor, int level, int name, int value) {
  return setsockopt(descriptor, level, name, &value, sizeof value) < 0 ? -errno : 0;
}

int luyun_socket_get(int descriptor, int level, int name, int *value) {
  socklen_t length = sizeof *value;
  return getsockopt(descriptor, level, name, value, &length) < 0 ? -errno : 0;
}

int luyun_socket_drops(int descriptor, uint32_t *drops) {
  uint32_t figures[SK_MEMINFO_VARS];
  socklen_t length = sizeof figures;
  if (getsockopt(descriptor, SOL_SOCKET, SO_MEMINFO, figures, &length) < 0) return -errno;
  if (length <= SK_MEMINFO_DROPS * sizeof figures[0]) return -ENOTSUP;
  *drops = figures[SK_MEMINFO_DROPS];
  return 0;
}

int luyun_wait(int descriptor, bool to_write, int wake, int64_t nanoseconds) {
  struct pollfd watched[2] = {
      {.fd = descriptor, .events = to_write ? POLLOUT : POLLIN},
      {.fd = wake, .events = POLLIN},
  };
  struct timespec limit = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  int count = ppoll(watched, 2, nanoseconds < 0 ? NULL : &limit, NULL);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  return (watched[0].revents ? luyun_wait_socket : 0) | (watched[1].revents ? luyun_wait_wake : 0);
}

int luyun_eventfd_open(void) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

int luyun_eventfd_raise(int descriptor) {
  // A full counter is raised already.
  return eventfd_write(descriptor, 1) < 0 && errno != EAGAIN ? -errno : 0;
}

int luyun_eventfd_clear(int descriptor) {
  eventfd_t value;
  return eventfd_read(descriptor, &value) < 0 && errno != EAGAIN ? -errno : 0;
}

void *luyun_memory_reserve(size_t octets) {
  void *memory = mmap(NULL, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  // Huge pages would make all of it resident at the first touch. Refusal does no harm.
  madvise(memory, octets, MADV_NOHUGEPAGE);
  return memory;
}

void luyun_memory_release(void *memory, size_t octets) { munmap(memory, octets); }

int luyun_processors_get(uint64_t *set, unsigned words) {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  if (sched_getaffinity(0, sizeof processors, &processors) < 0) return -errno;
  memset(set, 0, words * sizeof *set);
  for (unsigned index = 0; index < words * 64 && index < CPU_SETSIZE; index++) {
    if (CPU_ISSET(index, &processors)) set[index / 64] |= 1ull << (index % 64);
  }
  return 0;
}

int luyun_processors_set(const uint64_t *set, unsigned words) {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  for (unsigned index = 0; index < words * 64 && index < CPU_SETSIZE; index++) {
    if (set[index / 64] >> (index % 64) & 1) CPU_SET(index, &processors);
  }
  return sched_setaffinity(0, sizeof processors, &processors) < 0 ? -errno : 0;
}

int luyun_priority_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_RTPRIO, &limit) < 0) return 0;
  return limit.rlim_cur == RLIM_INFINITY ? -1 : (int)limit.rlim_cur;
}

void luyun_thread_name(const char *name) {
  char text[16] = {0};
  strncpy(text, name, sizeof text - 1);
  pthread_setname_np(pthread_self(), text);
}

#include <sys/timex.h>

int luyun_clock_discipline(long *error_microseconds) {
  struct timex state = {0};
  int result = adjtimex(&state);
  if (result < 0) return -1;
  *error_microseconds = state.esterror;
  return (state.status & STA_UNSYNC) != 0 || result == TIME_ERROR ? 0 : 1;
}
