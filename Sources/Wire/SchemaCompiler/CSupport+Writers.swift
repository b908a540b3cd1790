// What encoders call.
extension CSupport {
  static let writers = #"""

    static inline void pokeBits(uint8_t *base, long position, uint64_t value, int width) {
      const long octet = position >> 3;
      const int used = (int)(position & 7);
      const uint64_t kept = ((uint64_t)base[octet] << 56) & ~(UINT64_MAX >> used);
      const uint64_t word = bigEndian(kept | value << (64 - width - used));
      memcpy(base + octet, &word, 8);
    }

    static inline void pokeWord(uint8_t *base, long position, uint64_t value) {
      const long octet = position >> 3;
      const int used = (int)(position & 7);
      const uint64_t kept = ((uint64_t)base[octet] << 56) & ~(UINT64_MAX >> used);
      const uint64_t word = bigEndian(kept | value >> used);
      memcpy(base + octet, &word, 8);
      base[octet + 8] = (uint8_t)((value << 1) << (7 - used));
    }

    static inline void writeLength(EncodeContext *c, long *position, long length) {
      if (length < 128) {
        pokeBits(c->base, *position, (uint64_t)length, 8);
        *position += 8;
      } else if (length < 16384) {
        pokeBits(c->base, *position, 0x8000 | (uint64_t)length, 16);
        *position += 16;
      } else {
        c->fault = -1;
      }
    }

    RARE long putLargerNumber(EncodeContext *c, long position, long number) {
      if (number < 0 || number > 65535) {
        c->fault = -1;
        return position;
      }
      const int octets = number < 256 ? 1 : 2;
      pokeBits(c->base, position, 1, 1);
      position += 1;
      writeLength(c, &position, octets);
      pokeBits(c->base, position, (uint64_t)number, 8 * octets);
      return position + 8 * octets;
    }

    static inline void writeSmallNumber(EncodeContext *c, long *position, long number) {
      if (number >= 0 && number < 64) {
        pokeBits(c->base, *position, (uint64_t)number, 7);
        *position += 7;
      } else {
        *position = putLargerNumber(c, *position, number);
      }
    }

    RARE long putOctets(EncodeContext *c, long position, PackedOctets octets) {
      if (octets.count * 8 > c->end - position || octets.base == NULL) {
        if (octets.count > 0) c->fault = -1;
        return position;
      }
      uint8_t *const base = c->base;
      long index = 0;
      for (; index + 8 <= octets.count; index += 8, position += 64) {
        uint64_t word;
        memcpy(&word, octets.base + index, 8);
        pokeWord(base, position, bigEndian(word));
      }
      for (; index < octets.count; index++, position += 8) pokeBits(base, position, octets.base[index], 8);
      return position;
    }

    RARE long putCharacters(EncodeContext *c, long position, PackedOctets octets, int width) {
      if (octets.count * width > c->end - position || octets.base == NULL) {
        if (octets.count > 0) c->fault = -1;
        return position;
      }
      for (long index = 0; index < octets.count; index++, position += width) {
        const uint64_t octet = octets.base[index];
        if (octet >> width != 0) c->fault = -1;
        pokeBits(c->base, position, octet & (((uint64_t)1 << width) - 1), width);
      }
      return position;
    }

    static inline void writeOctets(EncodeContext *c, long *position, PackedOctets octets, int width) {
      *position = width == 8 ? putOctets(c, *position, octets) : putCharacters(c, *position, octets, width);
    }

    """#

  static let rareWriters = #"""

    static inline PackedOctets partOf(PackedOctets octets, long start, long count) {
      return octets.base != NULL && count > 0 ? (PackedOctets){octets.base + start, count} : (PackedOctets){NULL, 0};
    }

    RARE long putUnboundedOctets(EncodeContext *c, long position, PackedOctets octets) {
      long done = 0;
      while (octets.count - done >= 16384) {
        const long all = (octets.count - done) / 16384;
        const long blocks = all < 4 ? all : 4;
        if (blocks * 131072 + 8 > c->end - position) {
          c->fault = -1;
          return position;
        }
        pokeBits(c->base, position, 0xc0 | (uint64_t)blocks, 8);
        position = putOctets(c, position + 8, partOf(octets, done, blocks * 16384));
        done += blocks * 16384;
      }
      writeLength(c, &position, octets.count - done);
      return putOctets(c, position, partOf(octets, done, octets.count - done));
    }

    static inline void writeUnboundedOctets(EncodeContext *c, long *position, PackedOctets octets) {
      *position = putUnboundedOctets(c, *position, octets);
    }

    RARE long copyForward(uint8_t *base, long position, const uint8_t *source, long count) {
      const long after = position + count * 8;
      for (long index = 0; index < count; index += 8, position += 64) {
        uint64_t word;
        memcpy(&word, source + index, 8);
        word = bigEndian(word);
        const long left = count - index;
        if (left < 8) word &= ~(UINT64_MAX >> (8 * left));
        pokeWord(base, position, word);
      }
      return after;
    }

    RARE long moveOctets(EncodeContext *c, long position, const uint8_t *source, long count) {
      long left = count;
      while (true) {
        const long blocks = left / 16384 < 4 ? left / 16384 : 4;
        const long length = blocks > 0 ? blocks * 16384 : left;
        if (blocks > 0) {
          pokeBits(c->base, position, 0xc0 | (uint64_t)blocks, 8);
          position += 8;
        } else {
          writeLength(c, &position, left);
        }
        position = copyForward(c->base, position, source, length);
        source += length;
        left -= length;
        if (blocks == 0) return position;
      }
    }

    typedef long (*EncodeFunction)(EncodeContext *, long, void *);

    RARE long closeScope(EncodeContext *c, EncodeContext outer, long position, long bits) {
      const EncodeContext inner = *c;
      *c = outer;
      if (inner.fault < 0 || bits > inner.end) {
        c->fault = -1;
        return position;
      }
      const long octets = (bits + 7) >> 3;
      if (bits == 0) inner.base[0] = 0;
      return moveOctets(c, position, inner.base, octets > 1 ? octets : 1);
    }

    static inline void writeOpenType(EncodeContext *c, long *position, EncodeFunction body, void *value) {
      const EncodeContext outer = *c;
      const long scratchStart = ((*position + 7) >> 3) + 64;
      if (scratchStart * 8 >= outer.end) {
        c->fault = -1;
        return;
      }
      c->base = outer.base + scratchStart;
      c->end = ((outer.end >> 3) - scratchStart) * 8;
      const long bits = body(c, 0, value);
      *position = closeScope(c, outer, *position, bits);
    }

    static inline void writeExtensionBitmap(EncodeContext *c, long *position, uint64_t bitmap, long count) {
      pokeBits(c->base, *position, (uint64_t)(count - 1), 7);
      *position += 7;
      pokeBits(c->base, *position, bitmap, (int)count);
      *position += count;
    }

    RARE long putUnconstrainedInteger(EncodeContext *c, long position, int64_t value) {
      int octets = 1;
      while (octets < 8 && value >> (8 * octets - 1) != value >> 63) octets++;
      writeLength(c, &position, octets);
      for (int index = octets - 1; index >= 0; index--, position += 8) {
        pokeBits(c->base, position, (uint64_t)(value >> (8 * index)) & 0xff, 8);
      }
      return position;
    }

    static inline void writeUnconstrainedInteger(EncodeContext *c, long *position, int64_t value) {
      *position = putUnconstrainedInteger(c, *position, value);
    }

    RARE long putExtensibleBits(EncodeContext *c, long position, ExtensibleBits bits, long rootSize) {
      if (bits.count + 24 > c->end - position) {
        c->fault = -1;
        return position;
      }
      pokeBits(c->base, position, bits.count == rootSize ? 0 : 1, 1);
      position += 1;
      if (bits.count != rootSize) writeLength(c, &position, bits.count);
      for (long index = 0; index < bits.count; index++, position += 1) {
        bool bit = false;
        if (index < 64) {
          bit = (bits.bits >> (63 - index)) & 1;
        } else if (bits.octets != NULL) {
          bit = (bits.octets[index / 8] & (0x80 >> (index & 7))) != 0;
        }
        pokeBits(c->base, position, bit ? 1 : 0, 1);
      }
      return position;
    }

    static inline void writeExtensibleBits(EncodeContext *c, long *position, ExtensibleBits bits, long rootSize) {
      if (bits.count == rootSize && rootSize > 0 && rootSize < 56 && rootSize + 24 <= c->end - *position) {
        pokeBits(c->base, *position, bits.bits >> (64 - rootSize), (int)rootSize + 1);
        *position += rootSize + 1;
      } else {
        *position = putExtensibleBits(c, *position, bits, rootSize);
      }
    }

    """#
}
