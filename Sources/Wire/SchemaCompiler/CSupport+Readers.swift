// What decoders call.
extension CSupport {
  static let readers = #"""

    static inline uint64_t bigEndian(uint64_t word) {
    #if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
      return __builtin_bswap64(word);
    #else
      return word;
    #endif
    }

    static inline uint64_t peekBits(const uint8_t *base, long position) {
      uint64_t word;
      memcpy(&word, base + (position >> 3), 8);
      return bigEndian(word) << (position & 7);
    }

    static inline uint64_t peekWord(const uint8_t *base, long position) {
      const uint64_t high = peekBits(base, position);
      const uint64_t low = base[(position >> 3) + 8];
      return high | (low << (position & 7)) >> 8;
    }

    static inline long abandoned(const DecodeContext *c) { return c->end < 64 ? 64 : c->end; }

    static inline void *allocateElements(DecodeContext *c, long count, size_t size) {
      uint8_t *const start = c->arena;
      const long room = (count * (long)size + 15) & ~15L;
      if (c->arenaEnd - start < room) {
        c->fault = -1;
        return NULL;
      }
      c->arena = start + room;
      return start;
    }

    static inline long readLength(DecodeContext *c, long *position) {
      const uint64_t window = peekBits(c->base, *position);
      if (window >> 63 == 0) {
        *position += 8;
        return (long)(window >> 56);
      }
      if (window >> 62 == 2) {
        *position += 16;
        return (long)((window >> 48) & 0x3fff);
      }
      c->fault = -1;
      *position += 8;
      return 0;
    }

    RARE long largerNumber(DecodeContext *c, long *position) {
      const long length = readLength(c, position);
      if (length < 1 || length > 2) {
        c->fault = -1;
        return 0;
      }
      const uint64_t value = peekBits(c->base, *position) >> (64 - 8 * length);
      *position += 8 * length;
      return (long)value;
    }

    static inline long readSmallNumber(DecodeContext *c, long *position) {
      const uint64_t window = peekBits(c->base, *position);
      if (window >> 63 == 0) {
        *position += 7;
        return (long)(window >> 57);
      }
      long at = *position + 1;
      const long number = largerNumber(c, &at);
      *position = at;
      return number;
    }

    static inline ExtensibleBits extensibleBits(uint64_t bits, long count) {
      return (ExtensibleBits){bits, count, NULL};
    }

    static inline void copyOctets(const uint8_t *base, long start, long count, uint8_t *target) {
      const int shift = (int)(start & 7);
      const uint8_t *source = base + (start >> 3);
      for (long index = 0; index < count; index += 8, source += 8) {
        uint64_t word;
        memcpy(&word, source, 8);
        const uint64_t high = bigEndian(word) << shift;
        const uint64_t low = ((uint64_t)source[8] << shift) >> 8;
        word = bigEndian(high | low);
        memcpy(target + index, &word, 8);
      }
    }

    RARE void copyCharacters(const uint8_t *base, long start, long count, uint8_t *target) {
      long position = start;
      for (long index = 0; index < count; index += 8, position += 56) {
        uint64_t word = peekBits(base, position) >> 8;
        word = (word & 0x00fffffff0000000ull) << 4 | (word & 0x000000000fffffffull);
        word = (word & 0x0fffc0000fffc000ull) << 2 | (word & 0x00003fff00003fffull);
        word = (word & 0x3f803f803f803f80ull) << 1 | (word & 0x007f007f007f007full);
        word = bigEndian(word);
        memcpy(target + index, &word, 8);
      }
    }

    static inline PackedOctets readOctets(DecodeContext *c, long *position, long count, int width) {
      uint8_t *target;
      if (count * width > c->end - *position || (target = allocateElements(c, count + 8, 1)) == NULL) {
        c->fault = -1;
        *position = abandoned(c);
        return (PackedOctets){NULL, 0};
      }
      if (width == 8) {
        copyOctets(c->base, *position, count, target);
      } else {
        copyCharacters(c->base, *position, count, target);
      }
      *position += count * width;
      return (PackedOctets){target, count};
    }

    """#

  static let scopes = #"""

    typedef struct {
      const uint8_t *base;
      long end;
      long start;
      long after;
    } OpenTypeScope;

    RARE OpenTypeScope enterUnusually(DecodeContext *c, long *position) {
      OpenTypeScope scope = {c->base, c->end, 0, c->end};
      if (*position + 8 > c->end || peekBits(c->base, *position) >> 62 != 3) {
        c->fault = -1;
        *position = abandoned(c);
        return scope;
      }
      const PackedOctets octets = readUnboundedOctets(c, position);
      scope.after = *position;
      if (octets.base == NULL) return scope;
      c->base = octets.base;
      c->end = octets.count * 8;
      *position = 0;
      return scope;
    }

    static inline OpenTypeScope enterOpenTypeAt(DecodeContext *c, long *position, uint64_t window) {
      long start = *position + 8;
      long length = (long)(window >> 56);
      if (length > 127) {
        start = *position + 16;
        length = (long)((window >> 48) & 0x3fff);
      }
      const long after = start + length * 8;
      if (window >> 62 == 3 || after > c->end) {
        long at = *position;
        const OpenTypeScope scope = enterUnusually(c, &at);
        *position = at;
        return scope;
      }
      const OpenTypeScope scope = {c->base, c->end, start, after};
      *position = start;
      c->end = after;
      return scope;
    }

    static inline OpenTypeScope enterOpenType(DecodeContext *c, long *position) {
      return enterOpenTypeAt(c, position, peekBits(c->base, *position));
    }

    static inline long leaveOpenType(DecodeContext *c, OpenTypeScope scope, long position) {
      const long unused = c->end - position;
      if (__builtin_expect((uint64_t)unused > 7 || position == scope.start, 0)) {
        if (position != scope.start || unused != 8) c->fault = -1;
      }
      c->base = scope.base;
      c->end = scope.end;
      return scope.after;
    }

    """#
}
