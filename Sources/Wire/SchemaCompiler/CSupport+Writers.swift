// What encoders call.
extension CSupport {
  static let writers = #"""

    // Where an encoder stands: the octet that is written next, and the bits before it that are not stored yet.
    typedef struct {
      uint8_t *next;
      uint64_t bits;
      uint64_t count;
    } PendingBits;

    // The same in two registers, as a function gives it back: a pointer leaves the 6 bits of the count free.
    typedef struct {
      uint64_t nextAndCount;
      uint64_t bits;
    } Written;

    static inline Written written(PendingBits out) {
      return (Written){(uint64_t)(uintptr_t)out.next << 6 | out.count, out.bits};
    }

    static inline PendingBits pendingBits(Written out) {
      return (PendingBits){(uint8_t *)(uintptr_t)(out.nextAndCount >> 6), out.bits, out.nextAndCount & 63};
    }

    static inline void append(PendingBits *out, uint64_t value, uint64_t width) {
      out->bits = out->bits << width | value;
      out->count += width;
    }

    static inline void appendWord(PendingBits *out, uint64_t word) {
      const uint64_t high = (out->bits << 1) << (63 - out->count);
      const uint64_t stored = bigEndian(high | word >> out->count);
      memcpy(out->next, &stored, 8);
      out->next += 8;
      out->bits = word;
    }

    static inline void settle(PendingBits *out) {
      const uint64_t stored = bigEndian(out->bits << (-out->count & 63));
      memcpy(out->next, &stored, 8);
      out->next += out->count >> 3;
      out->count &= 7;
    }

    static inline PendingBits giveUp(EncodeContext *c) {
      c->fault = -1;
      return (PendingBits){c->base, 0, 0};
    }

    #define ENCODER uint8_t *next, uint64_t bits, uint64_t count
    #define PENDING {next, bits, count}
    #define HERE(out) (out)->next, (out)->bits, (out)->count

    RARE Written putLength(EncodeContext *c, ENCODER, long length) {
      PendingBits out = PENDING;
      settle(&out);
      if (length >= 0 && length < 128) {
        append(&out, (uint64_t)length, 8);
      } else if (length >= 128 && length < 16384) {
        append(&out, 0x8000 | (uint64_t)length, 16);
      } else {
        c->fault = -1;
      }
      settle(&out);
      return written(out);
    }

    static inline void writeLength(EncodeContext *c, PendingBits *out, long length) {
      *out = pendingBits(putLength(c, HERE(out), length));
    }

    RARE Written putSmallNumber(EncodeContext *c, ENCODER, long number) {
      if (number < 0 || number > 65535) return written(giveUp(c));
      PendingBits out = PENDING;
      settle(&out);
      if (number < 64) {
        append(&out, (uint64_t)number, 7);
      } else {
        const uint64_t octets = number < 256 ? 1 : 2;
        append(&out, 1, 1);
        append(&out, octets, 8);
        append(&out, (uint64_t)number, 8 * octets);
      }
      settle(&out);
      return written(out);
    }

    static inline void writeSmallNumber(EncodeContext *c, PendingBits *out, long number) {
      *out = pendingBits(putSmallNumber(c, HERE(out), number));
    }

    static inline uint64_t wordAt(const uint8_t *source) {
      uint64_t word;
      memcpy(&word, source, 8);
      return bigEndian(word);
    }

    static inline uint64_t lastOctets(const uint8_t *source, long count) {
      if (count >= 8) return wordAt(source + count - 8);
      uint64_t word = 0;
      long index = 0;
      if (count & 4) {
        uint32_t part;
        memcpy(&part, source, 4);
        word = __builtin_bswap32(part);
        index = 4;
      }
      if (count & 2) {
        uint16_t part;
        memcpy(&part, source + index, 2);
        word = word << 16 | __builtin_bswap16(part);
        index += 2;
      }
      if (count & 1) word = word << 8 | source[index];
      return word;
    }

    RARE Written putOctets(EncodeContext *c, ENCODER, PackedOctets octets) {
      PendingBits out = PENDING;
      if (octets.count > c->end - next) return written(giveUp(c));
      if (octets.count <= 0 || octets.base == NULL) {
        settle(&out);
        return written(out);
      }
      long index = 0;
      for (; index + 8 <= octets.count; index += 8) appendWord(&out, wordAt(octets.base + index));
      settle(&out);
      const uint64_t left = (uint64_t)(octets.count - index);
      if (left > 0) {
        append(&out, lastOctets(octets.base, octets.count) & (((uint64_t)1 << (8 * left)) - 1), 8 * left);
        settle(&out);
      }
      return written(out);
    }

    static inline uint64_t sevens(uint64_t word) {
      word = (word & 0x7f007f007f007f00ull) >> 1 | (word & 0x007f007f007f007full);
      word = (word & 0x3fff00003fff0000ull) >> 2 | (word & 0x00003fff00003fffull);
      return (word & 0x0fffffff00000000ull) >> 4 | (word & 0x000000000fffffffull);
    }

    RARE Written putCharacters(EncodeContext *c, ENCODER, PackedOctets octets) {
      PendingBits out = PENDING;
      if (octets.count - (octets.count >> 3) > c->end - next) return written(giveUp(c));
      settle(&out);
      if (octets.count <= 0 || octets.base == NULL) return written(out);
      uint64_t beyond = 0;
      long index = 0;
      for (; index + 8 <= octets.count; index += 8) {
        const uint64_t word = wordAt(octets.base + index);
        beyond |= word;
        append(&out, sevens(word), 56);
        settle(&out);
      }
      const uint64_t left = (uint64_t)(octets.count - index);
      if (left > 0) {
        const uint64_t word = lastOctets(octets.base, octets.count);
        beyond |= word;
        append(&out, sevens(word) & (((uint64_t)1 << (7 * left)) - 1), 7 * left);
        settle(&out);
      }
      if (beyond & 0x8080808080808080ull) c->fault = -1;
      return written(out);
    }

    static inline void writeOctets(EncodeContext *c, PendingBits *out, PackedOctets octets, int width) {
      *out = pendingBits(width == 8 ? putOctets(c, HERE(out), octets) : putCharacters(c, HERE(out), octets));
    }

    """#
}
