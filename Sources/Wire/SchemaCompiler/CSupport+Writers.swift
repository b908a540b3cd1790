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
      pokeBits(base, position, value >> 32, 32);
      pokeBits(base, position + 32, value & 0xffffffff, 32);
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

    RARE void writeSmallNumber(EncodeContext *c, long *position, long number) {
      if (number < 64) {
        pokeBits(c->base, *position, (uint64_t)number, 7);
        *position += 7;
        return;
      }
      const int octets = number < 256 ? 1 : 2;
      pokeBits(c->base, *position, 1, 1);
      *position += 1;
      writeLength(c, position, octets);
      pokeBits(c->base, *position, (uint64_t)(number & 0xffff), 8 * octets);
      *position += 8 * octets;
    }

    RARE void writeOctets(EncodeContext *c, long *position, PackedOctets octets, int width) {
      if (octets.count * width > c->end - *position || octets.base == NULL) {
        if (octets.count > 0) c->fault = -1;
        return;
      }
      for (long index = 0; index < octets.count; index++) {
        const uint64_t octet = octets.base[index];
        if (octet >> width != 0) c->fault = -1;
        pokeBits(c->base, *position, octet & (((uint64_t)1 << width) - 1), width);
        *position += width;
      }
    }

    """#

  static let rareWriters = #"""

    static inline PackedOctets partOf(PackedOctets octets, long start, long count) {
      return octets.base != NULL && count > 0 ? (PackedOctets){octets.base + start, count} : (PackedOctets){NULL, 0};
    }

    RARE void writeUnboundedOctets(EncodeContext *c, long *position, PackedOctets octets) {
      long done = 0;
      while (octets.count - done >= 16384) {
        const long all = (octets.count - done) / 16384;
        const long blocks = all < 4 ? all : 4;
        pokeBits(c->base, *position, 0xc0 | (uint64_t)blocks, 8);
        *position += 8;
        writeOctets(c, position, partOf(octets, done, blocks * 16384), 8);
        done += blocks * 16384;
        if (c->fault < 0) return;
      }
      writeLength(c, position, octets.count - done);
      writeOctets(c, position, partOf(octets, done, octets.count - done), 8);
    }

    RARE void copyForward(uint8_t *base, long *position, const uint8_t *source, long count) {
      const int shift = (int)(*position & 7);
      long target = *position >> 3;
      unsigned carried = base[target] & ~(0xffu >> shift);
      for (long index = 0; index < count; index++) {
        const unsigned octet = source[index];
        base[target++] = (uint8_t)(carried | octet >> shift);
        carried = (octet << (8 - shift)) & 0xff;
      }
      if (shift != 0) base[target] = (uint8_t)carried;
      *position += count * 8;
    }

    RARE void moveOctets(EncodeContext *c, long *position, const uint8_t *source, long count) {
      long left = count;
      while (true) {
        const long blocks = left / 16384 < 4 ? left / 16384 : 4;
        const long length = blocks > 0 ? blocks * 16384 : left;
        if (blocks > 0) {
          pokeBits(c->base, *position, 0xc0 | (uint64_t)blocks, 8);
          *position += 8;
        } else {
          writeLength(c, position, left);
        }
        copyForward(c->base, position, source, length);
        source += length;
        left -= length;
        if (blocks == 0) return;
      }
    }

    typedef long (*EncodeFunction)(EncodeContext *, long, void *);

    static inline __attribute__((unused)) void writeOpenType(
        EncodeContext *c, long *position, EncodeFunction body, void *value) {
      const long scratchStart = (*position + 7) / 8 + 16;
      if (scratchStart * 8 >= c->end) {
        c->fault = -1;
        return;
      }
      EncodeContext inner = {c->base + scratchStart, (c->end / 8 - scratchStart) * 8, 0};
      const long bits = body(&inner, 0, value);
      if (inner.fault < 0 || bits > inner.end) {
        c->fault = -1;
        return;
      }
      const long octets = (bits + 7) / 8;
      if (bits == 0) inner.base[0] = 0;
      moveOctets(c, position, inner.base, octets > 1 ? octets : 1);
    }

    RARE void writeExtensionBitmap(EncodeContext *c, long *position, uint64_t bitmap, long count) {
      pokeBits(c->base, *position, (uint64_t)(count - 1), 7);
      *position += 7;
      pokeBits(c->base, *position, bitmap, (int)count);
      *position += count;
    }

    RARE void writeUnconstrainedInteger(EncodeContext *c, long *position, int64_t value) {
      int octets = 1;
      while (octets < 8 && value >> (8 * octets - 1) != value >> 63) octets++;
      writeLength(c, position, octets);
      for (int index = octets - 1; index >= 0; index--) {
        pokeBits(c->base, *position, (uint64_t)(value >> (8 * index)) & 0xff, 8);
        *position += 8;
      }
    }

    RARE void writeExtensibleBits(EncodeContext *c, long *position, ExtensibleBits bits, long rootSize) {
      if (bits.count + 24 > c->end - *position) {
        c->fault = -1;
        return;
      }
      pokeBits(c->base, *position, bits.count == rootSize ? 0 : 1, 1);
      *position += 1;
      if (bits.count != rootSize) writeLength(c, position, bits.count);
      for (long index = 0; index < bits.count; index++) {
        bool bit = false;
        if (index < 64) {
          bit = (bits.bits >> (63 - index)) & 1;
        } else if (bits.octets != NULL) {
          bit = (bits.octets[index / 8] & (0x80 >> (index & 7))) != 0;
        }
        pokeBits(c->base, *position, bit ? 1 : 0, 1);
        *position += 1;
      }
    }

    """#
}
