// What a receiver costs that does nothing else: C, recvmmsg, and the C decoder of the same schema.
#define _GNU_SOURCE
#include "messages.h"
#include "peers.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, SLOT = 2048 + MESSAGE_PADDING };

static uint8_t slots[BATCH][SLOT] __attribute__((aligned(64)));
static uint8_t arena[1 << 20] __attribute__((aligned(64)));
static MessageFrame frame;

static struct sockaddr_in loopback(uint16_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static void setTimeout(int fd, long microseconds) {
  const struct timeval limit = {microseconds / 1000000, microseconds % 1000000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

int datagramsOpen(uint16_t *port, bool withTimes) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) return -1;
  const int octets = 64 << 20, yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof octets);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof octets);
  if (withTimes) setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
  struct sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(fd, (struct sockaddr *)&address, size) < 0 || getsockname(fd, (struct sockaddr *)&address, &size) < 0) {
    close(fd);
    return -1;
  }
  setTimeout(fd, 200000);
  *port = ntohs(address.sin_port);
  return fd;
}

void datagramsClose(int fd) { close(fd); }

long datagramsFill(uint16_t port, const uint8_t *octets, long count, long times) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const struct sockaddr_in address = loopback(port);
  if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) < 0) return 0;
  long sent = 0;
  for (; sent < times; sent++) {
    if (send(fd, octets, count, 0) != count) break;
  }
  close(fd);
  return sent;
}

static bool decode(const uint8_t *octets, long count) {
  long used;
  return decodeMessage(octets, count, arena, sizeof arena, &frame, &used);
}

long datagramsDrain(int fd, long expected) {
  struct mmsghdr headers[BATCH];
  struct iovec places[BATCH];
  struct sockaddr_in sources[BATCH];
  char control[BATCH][128];
  memset(headers, 0, sizeof headers);
  for (int index = 0; index < BATCH; index++) {
    places[index] = (struct iovec){slots[index], SLOT - MESSAGE_PADDING};
    headers[index].msg_hdr.msg_iov = &places[index];
    headers[index].msg_hdr.msg_iovlen = 1;
    headers[index].msg_hdr.msg_name = &sources[index];
  }
  long received = 0, good = 0;
  while (received < expected) {
    for (int index = 0; index < BATCH; index++) {
      headers[index].msg_hdr.msg_namelen = sizeof sources[index];
      headers[index].msg_hdr.msg_control = control[index];
      headers[index].msg_hdr.msg_controllen = sizeof control[index];
    }
    const int count = recvmmsg(fd, headers, BATCH, MSG_WAITFORONE, NULL);
    if (count <= 0) break;
    for (int index = 0; index < count; index++) {
      memset(slots[index] + headers[index].msg_len, 0, MESSAGE_PADDING);
      good += decode(slots[index], headers[index].msg_len);
    }
    received += count;
  }
  return good;
}

void datagramsEcho(int fd) {
  setTimeout(fd, 0);
  while (true) {
    struct sockaddr_in source;
    socklen_t size = sizeof source;
    const ssize_t count = recvfrom(fd, slots[0], SLOT - MESSAGE_PADDING, 0, (struct sockaddr *)&source, &size);
    if (count <= 1) return;
    memset(slots[0] + count, 0, MESSAGE_PADDING);
    if (decode(slots[0], count)) sendto(fd, slots[0], count, 0, (struct sockaddr *)&source, size);
  }
}

static double microsecondsNow(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

long datagramsPing(uint16_t port, const uint8_t *octets, long count, long times, double *microseconds) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const struct sockaddr_in address = loopback(port);
  if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) < 0) return 0;
  setTimeout(fd, 500000);
  uint8_t answer[2048];
  long done = 0;
  for (; done < times; done++) {
    const double start = microsecondsNow();
    if (send(fd, octets, count, 0) != count || recv(fd, answer, sizeof answer, 0) != count) break;
    microseconds[done] = microsecondsNow() - start;
  }
  close(fd);
  return done;
}
